/** Chains of operations that several kernels emit. */
import type { PrecisionPolicy } from '@oneday/ops';
import { booleanAttribute } from '../binding.ts';
import { convert } from './elementwise.ts';
import type { Plan, Slot } from '../plan.ts';

const float = { dtype: 'f32' } as const;

/** Numbers of the host that follow tensors in a chain. */
function operandOf(plan: Plan, x: Slot | number): Slot {
  return typeof x === 'number' ? plan.scalar(x, float) : x;
}

/** a + b, axes of size 1 repeated, as in what follows. */
export function add(plan: Plan, a: Slot, b: Slot | number): Slot {
  return plan.run('AddV2', [a, operandOf(plan, b)]);
}

/** a − b */
export function subtract(plan: Plan, a: Slot, b: Slot): Slot {
  return plan.run('Sub', [a, b]);
}

/** a · b */
export function multiply(plan: Plan, a: Slot, b: Slot | number): Slot {
  return plan.run('Mul', [a, operandOf(plan, b)]);
}

/** `a` where `condition` holds, else `b`. */
export function where(plan: Plan, condition: Slot, a: Slot, b: Slot | number): Slot {
  return plan.run('SelectV2', [condition, a, operandOf(plan, b)]);
}

/** Sum over axes, which are dropped or stay with size 1. */
export function sum(plan: Plan, x: Slot, axes: readonly number[], keep = false): Slot {
  return plan.run('Sum', [x, plan.integers(axes)], [booleanAttribute('keep_dims', keep)]);
}

/** Mean over the last axis, which stays with size 1. */
export function meanOfRows(plan: Plan, x: Slot): Slot {
  return plan.run('Mean', [x, plan.integers([-1])], [booleanAttribute('keep_dims', true)]);
}

/** `x` rounded as the operands of products are. */
export function rounded(plan: Plan, x: Slot, operands: PrecisionPolicy | undefined): Slot {
  return operands === undefined || operands === 'f32' ? x : convert(plan, x, 'f32', operands);
}

/** Which operands of a product are read transposed. */
export interface Transposed {
  readonly a?: boolean;
  readonly b?: boolean;
}

/** Matrix product of two matrices. */
export function product(plan: Plan, a: Slot, b: Slot, transposed: Transposed = {}): Slot {
  return plan.run('MatMul', [a, b], [
    booleanAttribute('transpose_a', transposed.a === true), booleanAttribute('transpose_b', transposed.b === true),
  ]);
}

/** Matrix products over the last two axes. */
export function products(plan: Plan, a: Slot, b: Slot, transposed: Transposed = {}): Slot {
  return plan.run('BatchMatMulV2', [a, b], [
    booleanAttribute('adj_x', transposed.a === true), booleanAttribute('adj_y', transposed.b === true),
  ]);
}
