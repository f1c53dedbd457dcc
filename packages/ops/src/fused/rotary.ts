/** Rotary positions. */
import { multiply } from '../arithmetic.ts';
import type { FusedOp } from '../fused-op.ts';
import { requireFit } from '../infer.ts';
import type { Ops } from '../ops.ts';
import { describe, sameShape } from '../value.ts';
import type { Value } from '../value.ts';

/** Attributes of {@link rotaryOp}. */
export interface RotaryAttributes {
  /** θ: pair i turns by position · base^(−2i/K). 10,000 in the paper. */
  readonly base: number;
}

/** The fused op behind {@link rotary}. */
export const rotaryOp: FusedOp<{ xBTHK: Value; positions: Value }, RotaryAttributes, { out: Value }> = {
  name: 'rotary',
  differentiable: ['out'],
  infer({ xBTHK, positions }, { base }) {
    const [batch, time, , width] = xBTHK.shape;
    requireFit(xBTHK.shape.length === 4 && width! % 2 === 0 && xBTHK.dtype === 'f32', () =>
      `rotary: needs x[B,T,H,K] in f32 with K even; got ${describe(xBTHK)}`);
    requireFit(sameShape(positions.shape, [batch!, time!]) && positions.dtype === 'i32', () =>
      `rotary: positions must be i32[${batch},${time}]; got ${describe(positions)}`);
    requireFit(base > 1, () => `rotary: base must be above 1; got ${base}`);
    return { out: xBTHK };
  },
  reference(o, { xBTHK, positions }, { base }) {
    const [batch, time, heads, width] = xBTHK.shape as [number, number, number, number];
    const pairs = width / 2;
    const frequencies = Float32Array.from({ length: pairs }, (_, i) => base ** (-i / pairs));
    const angles = multiply(
      o,
      o.reshape(o.cast(positions, 'f32'), [batch, time, 1, 1]),
      o.constant(frequencies, { shape: [pairs], dtype: 'f32' }),
    );
    const spread = (x: Value) => o.broadcast(x, [batch, time, heads, pairs]);
    const [cosine, sine] = [spread(o.unary('cos', angles)), spread(o.unary('sin', angles))];
    const first = o.slice(xBTHK, [0, 0, 0, 0], [batch, time, heads, pairs]);
    const second = o.slice(xBTHK, [0, 0, 0, pairs], [batch, time, heads, pairs]);
    const out = o.concat(
      [
        o.binary('subtract', o.binary('multiply', first, cosine), o.binary('multiply', second, sine)),
        o.binary('add', o.binary('multiply', second, cosine), o.binary('multiply', first, sine)),
      ],
      3,
    );
    return { out };
  },
};

/**
 * Turns the pairs (i, i + K/2) of each head by angles that grow with the position (Su et al. 2021, in the half-split
 * order of GPT-NeoX). x[B,T,H,K], positions i32[B,T] → [B,T,H,K].
 */
export function rotary(o: Ops, xBTHK: Value, positions: Value, base = 10_000): Value {
  return o.call(rotaryOp, { xBTHK, positions }, { base }).out;
}
