/** Random zeros. */
import { compare, multiply, where } from '../arithmetic.ts';
import type { FusedOp } from '../fused-op.ts';
import { requireFit } from '../infer.ts';
import type { Ops } from '../ops.ts';
import { uniform } from '../random.ts';
import { sameSpec } from '../tree.ts';
import { describe } from '../value.ts';
import type { Value } from '../value.ts';

/** Attributes of {@link dropoutOp}. */
export interface DropoutAttributes {
  /** Share of elements set to zero, in [0, 1). */
  readonly rate: number;
}

/** The fused op behind {@link dropout}. */
export const dropoutOp: FusedOp<{ x: Value; key: Value }, DropoutAttributes, { out: Value }> = {
  name: 'dropout',
  differentiable: ['out'],
  infer({ x, key }, { rate }) {
    requireFit(rate >= 0 && rate < 1, () => `dropout: rate must be in [0, 1); got ${rate}`);
    requireFit(x.dtype === 'f32' && sameSpec(key, { shape: [2], dtype: 'u32' }), () =>
      `dropout: needs x in f32 and a key u32[2]; got ${describe(x)}, ${describe(key)}`);
    return { out: x };
  },
  reference(o, { x, key }, { rate }) {
    const kept = compare(o, 'greaterEqual', uniform(o, key, x.shape), rate);
    return { out: where(o, kept, multiply(o, x, 1 / (1 - rate)), 0) };
  },
};

/**
 * x with each element set to 0 with probability `rate`, the others divided by 1 − rate (Srivastava et al. 2014).
 * The mask follows from `key` (`u32[2]`) alone, so a recomputed block draws the same one. Rate 0 is x itself.
 */
export function dropout(o: Ops, x: Value, key: Value, rate: number): Value {
  return rate === 0 ? x : o.call(dropoutOp, { x, key }, { rate }).out;
}
