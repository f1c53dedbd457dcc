/** Nodes that sum or choose among elements. */
import type { NodeOf, Reduction } from '@oneday/ops';
import { booleanAttribute, typeAttribute } from '../binding.ts';
import type { Plan } from '../plan.ts';
import { product, products } from './arithmetic.ts';

const names: { readonly [K in Reduction]: string } = { sum: 'Sum', maximum: 'Max', minimum: 'Min' };

/** Emits a reduction. */
export function lowerReduce(plan: Plan, { attributes: { reduction, axes, keepAxes } }: NodeOf<'reduce'>): void {
  plan.result(plan.run(names[reduction], [plan.input(0), plan.integers(axes)], [
    booleanAttribute('keep_dims', keepAxes),
  ]));
}

/** A NaN is never the largest. */
export function lowerArgMax(plan: Plan, { attributes: { axis } }: NodeOf<'argMax'>): void {
  const x = plan.input(0);
  const least = plan.scalar(-Infinity, { dtype: 'f32' });
  const numbers = plan.run('SelectV2', [plan.run('IsNan', [x]), least, x]);
  const place = plan.scalar(axis, { dtype: 'i32' });
  plan.result(plan.run('ArgMax', [numbers, place], [typeAttribute('output_type', 'i32')]));
}

/** Multiplies in `f32`: narrow operands are kept rounded in it, so that their products are exact. */
export function lowerMatmul(plan: Plan, { attributes, outputs }: NodeOf<'matmul'>): void {
  const { transposeA: a, transposeB: b } = attributes;
  const multiply = outputs[0]!.shape.length === 2 ? product : products;
  plan.result(multiply(plan, plan.input(0), plan.input(1), { a, b }));
}
