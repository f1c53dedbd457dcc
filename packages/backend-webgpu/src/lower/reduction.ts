/** Nodes that sum or choose among elements. */
import type { NodeOf, Reduction } from '@oneday/ops';
import { reductionPasses, sizeOf } from '@oneday/ops';
import { input, output } from '../steps.ts';
import type { ArrayReference, Steps } from '../steps.ts';
import { argMaxShader, longReduceShader, shortReduceShader } from '../wgsl/reduction.ts';
import { copy, fill } from './movement.ts';

/** Axes from this size on are reduced by a workgroup for each result. */
const longAxis = 64;

/** Reduces the middle axis of `[outer, size, inner]`. */
export function reduceAxis(
  steps: Steps, reduction: Reduction, type: 'f32' | 'i32', from: ArrayReference, to: ArrayReference,
  [outer, size, inner]: readonly [number, number, number],
): void {
  const shader = size >= longAxis ? longReduceShader(reduction, type) : shortReduceShader(reduction, type);
  steps.dispatch(shader, [from, to], outer * inner, [size, inner]);
}

/** One pass after the other. */
export function lowerReduce(steps: Steps, { attributes, inputs, outputs }: NodeOf<'reduce'>): void {
  const [{ shape, dtype }, { shape: outShape }] = [inputs[0]!, outputs[0]!];
  const passes = reductionPasses(shape, attributes.axes);
  if (passes.length === 0) return copy(steps, input(0), output(), sizeOf(outShape));
  let from = input(0);
  passes.forEach(({ sizes, rest }, i) => {
    const to = i === passes.length - 1 ? output() : steps.scratch(sizeOf(rest));
    reduceAxis(steps, attributes.reduction, dtype === 'i32' ? 'i32' : 'f32', from, to, sizes);
    from = to;
  });
}

/** Finds the largest along one axis. */
export function lowerArgMax(steps: Steps, { attributes: { axis }, inputs }: NodeOf<'argMax'>): void {
  const { shape } = inputs[0]!;
  const [outer, inner] = [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis + 1))];
  steps.dispatch(argMaxShader, [input(0), output()], outer * inner, [shape[axis]!, inner]);
}

/** Multiplies; a sum over nothing is zero. */
export function lowerMatmul(steps: Steps, { attributes, inputs, outputs }: NodeOf<'matmul'>): void {
  const [{ shape: a }, { shape: out }] = [inputs[0]!, outputs[0]!];
  const inner = a.at(attributes.transposeA ? -2 : -1)!;
  const [rows, columns] = out.slice(-2) as [number, number];
  if (inner === 0) return fill(steps, output(), sizeOf(out), 0);
  const batch = sizeOf(out.slice(0, -2));
  steps.product({ a: input(0), b: input(1), out: output(), batch, rows, inner, columns, ...attributes });
}
