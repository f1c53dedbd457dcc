/** Reductions. */
import type { NodeOf, Reduction } from '@oneday/ops';
import { reductionPasses, sizeOf } from '@oneday/ops';
import type { NodeContext } from '../compile.ts';
import type { OpcodeName } from '../generated/kernels.ts';
import { around } from './movement.ts';

const opcodes: { readonly [K in Reduction]: { readonly f32: OpcodeName; readonly i32: OpcodeName } } = {
  sum: { f32: 'reduceSumF32', i32: 'reduceSumI32' },
  maximum: { f32: 'reduceMaximumF32', i32: 'reduceMaximumI32' },
  minimum: { f32: 'reduceMinimumF32', i32: 'reduceMinimumI32' },
};

/** One pass after the other. */
export function lowerReduce(context: NodeContext, node: NodeOf<'reduce'>): void {
  const [x, out] = [node.inputs[0]!, node.outputs[0]!];
  const opcode = opcodes[node.attributes.reduction][x.dtype as 'f32' | 'i32'];
  const passes = reductionPasses(x.shape, node.attributes.axes);
  let source = context.tensor(x);
  if (passes.length === 0) context.steps.kernel('copy', [sizeOf(x.shape), source, context.output(out)]);
  passes.forEach(({ sizes, rest }, index) => {
    const target = index === passes.length - 1 ? context.output(out) : context.steps.scratch(rest, x.dtype);
    const slots = [...sizes, source, target];
    context.steps.kernel(opcode, opcode === 'reduceSumF32' ? [...slots, 0] : slots, sizeOf(sizes));
    source = target;
  });
}

/** One pass over the axis. */
export function lowerArgMax(context: NodeContext, node: NodeOf<'argMax'>): void {
  const [x, out] = [node.inputs[0]!, node.outputs[0]!];
  context.steps.kernel('argMaxF32', [...around(x.shape, node.attributes.axis), context.tensor(x), context.output(out)]);
}
