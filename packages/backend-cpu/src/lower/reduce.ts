/** Reductions. */
import type { NodeOf, Reduction, Shape } from '@oneday/ops';
import { sizeOf } from '@oneday/ops';
import type { NodeContext } from '../compile.ts';
import type { OpcodeName } from '../generated/kernels.ts';
import type { Tensor } from '../tensor.ts';
import { around } from './movement.ts';

const opcodes: { readonly [K in Reduction]: { readonly f32: OpcodeName; readonly i32: OpcodeName } } = {
  sum: { f32: 'reduceSumF32', i32: 'reduceSumI32' },
  maximum: { f32: 'reduceMaximumF32', i32: 'reduceMaximumI32' },
  minimum: { f32: 'reduceMinimumF32', i32: 'reduceMinimumI32' },
};

/** Kernels reduce one run of neighbouring axes, so separate runs are reduced one after the other, the last first. */
export function lowerReduce(context: NodeContext, node: NodeOf<'reduce'>): void {
  const [x, out] = [node.inputs[0]!, node.outputs[0]!];
  const opcode = opcodes[node.attributes.reduction][x.dtype as 'f32' | 'i32'];
  const runs = runsOf(node.attributes.axes);
  let [source, shape]: [Tensor, Shape] = [context.tensor(x), x.shape];
  if (runs.length === 0) context.steps.kernel('copy', [sizeOf(shape), source, context.output(out)]);
  runs.forEach(([first, last], index) => {
    const [outer, reduced, inner] = [shape.slice(0, first), shape.slice(first, last + 1), shape.slice(last + 1)];
    const rest = [...outer, ...inner];
    const target = index === runs.length - 1 ? context.output(out) : context.steps.scratch(rest, x.dtype);
    const slots = [sizeOf(outer), sizeOf(reduced), sizeOf(inner), source, target];
    context.steps.kernel(opcode, opcode === 'reduceSumF32' ? [...slots, 0] : slots, sizeOf(shape));
    [source, shape] = [target, rest];
  });
}

/** One pass over the axis. */
export function lowerArgMax(context: NodeContext, node: NodeOf<'argMax'>): void {
  const [x, out] = [node.inputs[0]!, node.outputs[0]!];
  context.steps.kernel('argMaxF32', [...around(x.shape, node.attributes.axis), context.tensor(x), context.output(out)]);
}

/** Neighbouring axes joined, as [first, last], the last run first. */
function runsOf(axes: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const axis of [...axes].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === axis - 1) run[1] = axis;
    else runs.push([axis, axis]);
  }
  return runs.reverse();
}
