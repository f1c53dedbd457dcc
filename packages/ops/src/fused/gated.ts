/** Gated linear units. */
import type { FusedOp, RoundingAttributes } from '../fused-op.ts';
import { requireFit } from '../infer.ts';
import type { Ops } from '../ops.ts';
import { roundValue } from '../precision.ts';
import { describe } from '../value.ts';
import type { Value } from '../value.ts';
import { applyActivation } from './activation.ts';
import type { Activation } from './activation.ts';

/** Attributes of {@link gatedOp}. */
export interface GatedAttributes extends RoundingAttributes {
  readonly activation: Activation;
}

/** The fused op behind {@link gated}. */
export const gatedOp: FusedOp<{ gateUp: Value }, GatedAttributes, { out: Value }> = {
  name: 'gated',
  differentiable: ['out'],
  rounds: true,
  infer({ gateUp }) {
    const width = gateUp.shape.at(-1) ?? 1;
    requireFit(width % 2 === 0 && gateUp.dtype === 'f32', () =>
      `gated: needs gateUp[…,2F] in f32; got ${describe(gateUp)}`);
    return { out: { shape: [...gateUp.shape.slice(0, -1), width / 2], dtype: 'f32' } };
  },
  reference(o, { gateUp }, { activation, operands }) {
    const inner = gateUp.shape.at(-1)! / 2;
    const half = (which: 0 | 1) => {
      const starts = gateUp.shape.map((_, axis) => (axis === gateUp.shape.length - 1 ? which * inner : 0));
      return roundValue(o, o.slice(gateUp, starts, [...gateUp.shape.slice(0, -1), inner]), operands);
    };
    return { out: o.binary('multiply', applyActivation(o, activation, half(0)), half(1)) };
  },
};

/**
 * `activation(gate) · up` (Shazeer 2020): `silu` gives SwiGLU's product, `gelu` GEGLU's. gateUp[…,2F] holds the gate
 * in its first half → […,F]; one `linear` with weight [2F,D] makes both halves.
 */
export function gated(o: Ops, gateUp: Value, activation: Activation): Value {
  return o.call(gatedOp, { gateUp }, { activation }).out;
}
