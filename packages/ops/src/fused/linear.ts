/** The affine map, with what usually follows it. */
import { add, valueOf } from '../arithmetic.ts';
import type { FusedOp, RoundingAttributes } from '../fused-op.ts';
import { requireFit } from '../infer.ts';
import type { Ops } from '../ops.ts';
import { roundOperand } from '../precision.ts';
import { describe, isFloat, sameShape, sizeOf } from '../value.ts';
import type { Operand, Spec, Value } from '../value.ts';
import { applyActivation } from './activation.ts';
import type { Activation } from './activation.ts';

/** Inputs of {@link linearOp}: x[…,D], weight[F,D], bias[F], residual[…,F]. */
export type LinearInputs = { x: Value; weight: Value; bias?: Value | undefined; residual?: Value | undefined };

/** Attributes of {@link linearOp}. */
export interface LinearAttributes extends RoundingAttributes {
  readonly activation?: Activation | undefined;
}

/** The fused op behind {@link linear}. */
export const linearOp: FusedOp<LinearInputs, LinearAttributes, { out: Value }> = {
  name: 'linear',
  differentiable: ['out'],
  rounds: true,
  infer({ x, weight, bias, residual }) {
    const width = x.shape.at(-1);
    requireFit(x.shape.length >= 1 &&
      weight.shape.length === 2 &&
      weight.shape[1] === width &&
      isFloat(x.dtype) &&
      isFloat(weight.dtype), () =>
      `linear: needs x[…,D] and weight[F,D]; got x ${describe(x)}, weight ${describe(weight)}`);
    const out: Spec = { shape: [...x.shape.slice(0, -1), weight.shape[0]!], dtype: 'f32' };
    requireFit(bias === undefined || sameShape(bias.shape, [weight.shape[0]!]), () =>
      `linear: bias must be [${weight.shape[0]}]; got ${describe(bias!)}`);
    requireFit(residual === undefined || sameShape(residual.shape, out.shape), () =>
      `linear: residual must be ${describe(out)}; got ${describe(residual!)}`);
    return { out };
  },
  reference(o, { x, weight, bias, residual }, { activation, operands }) {
    const width = x.shape.at(-1)!;
    const rows = o.reshape(x, [sizeOf(x.shape.slice(0, -1)), width]);
    const product = o.matmul(roundOperand(o, rows, operands), roundOperand(o, weight, operands), { transposeB: true });
    const biased = bias === undefined ? product : add(o, product, bias);
    const activated = activation === undefined ? biased : applyActivation(o, activation, biased);
    const out = o.reshape(activated, [...x.shape.slice(0, -1), weight.shape[0]!]);
    return { out: residual === undefined ? out : add(o, out, residual) };
  },
};

/** Options of {@link linear}. */
export interface LinearOptions {
  /** [F], added to every row. */
  readonly bias?: Operand | undefined;
  readonly activation?: Activation | undefined;
  /** […,F], added last: the residual stream. */
  readonly residual?: Value | undefined;
}

/** `activation(x · weightᵀ + bias) + residual`; x[…,D], weight[F,D] (rows are outputs) → […,F], `f32`. */
export function linear(o: Ops, x: Value, weight: Operand, options: LinearOptions = {}): Value {
  const bias = options.bias === undefined ? undefined : valueOf(o, options.bias);
  return o.call(
    linearOp,
    { x, weight: valueOf(o, weight), bias, residual: options.residual },
    { activation: options.activation },
  ).out;
}
