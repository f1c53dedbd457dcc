/** Elementwise nonlinearities. */
import { add, multiply, square } from '../arithmetic.ts';
import type { FusedOp } from '../fused-op.ts';
import type { Ops } from '../ops.ts';
import type { Primitives } from '../primitives.ts';
import { scalarLike } from '../broadcast.ts';
import { requireFit } from '../infer.ts';
import { describe } from '../value.ts';
import type { Value } from '../value.ts';

/**
 * `gelu`: x·Φ(x), exact (Hendrycks & Gimpel 2016); `geluTanh`: its tanh form, as in GPT-2; `relu`; `reluSquared`:
 * max(x, 0)² (So et al. 2021); `silu`: x·σ(x).
 */
export type Activation = 'gelu' | 'geluTanh' | 'relu' | 'reluSquared' | 'silu';

/** All activations. */
export const activations: readonly Activation[] = ['gelu', 'geluTanh', 'relu', 'reluSquared', 'silu'];

/** `activation(x)` in primitives. */
export function applyActivation(o: Primitives, activation: Activation, x: Value): Value {
  switch (activation) {
    case 'gelu': {
      const distribution = multiply(o, add(o, o.unary('erf', multiply(o, x, Math.SQRT1_2)), 1), 0.5);
      return o.binary('multiply', x, distribution);
    }
    case 'geluTanh': {
      const cubic = add(o, x, multiply(o, o.binary('multiply', square(o, x), x), 0.044715));
      const gate = add(o, o.unary('tanh', multiply(o, cubic, Math.sqrt(2 / Math.PI))), 1);
      return multiply(o, o.binary('multiply', x, gate), 0.5);
    }
    case 'relu':
      return o.binary('maximum', x, scalarLike(o, 0, x));
    case 'reluSquared':
      return square(o, o.binary('maximum', x, scalarLike(o, 0, x)));
    case 'silu': {
      const logistic = o.unary('reciprocal', add(o, o.unary('exp', o.unary('negate', x)), 1));
      return o.binary('multiply', x, logistic);
    }
  }
}

/** Attributes of {@link activationOp}. */
export interface ActivationAttributes {
  readonly activation: Activation;
}

/** The fused op behind {@link activation}. */
export const activationOp: FusedOp<{ x: Value }, ActivationAttributes, { out: Value }> = {
  name: 'activation',
  differentiable: ['out'],
  infer({ x }, { activation }) {
    requireFit(activations.includes(activation), () =>
      `activation: knows ${activations.join(', ')}; got ${String(activation)}`);
    requireFit(x.dtype === 'f32', () => `activation: takes f32; got ${describe(x)}`);
    return { out: x };
  },
  reference: (o, { x }, { activation }) => ({ out: applyActivation(o, activation, x) }),
};

/** `activation(x)`, elementwise, `f32`. */
export function activation(o: Ops, x: Value, kind: Activation): Value {
  return o.call(activationOp, { x }, { activation: kind }).out;
}
