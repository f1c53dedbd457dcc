/** Adam with decoupled weight decay. */
import { add, divide, multiply, square, subtract, where } from '../arithmetic.ts';
import type { FusedOp } from '../fused-op.ts';
import { requireFit } from '../infer.ts';
import type { Ops } from '../ops.ts';
import { sameSpec } from '../tree.ts';
import { describe, sameShape } from '../value.ts';
import type { Spec, Value } from '../value.ts';

/** Inputs of {@link adamwOp}. All `f32`, the last `bool`. */
export type AdamwInputs = {
  parameter: Value;
  gradient: Value;
  /** First moment, of the parameter's shape. */
  firstMoment: Value;
  /** Second moment. */
  secondMoment: Value;
  /** Scalar. */
  learningRate: Value;
  /** Scalar that the gradient is multiplied by: 1/tokens, unscaling and clipping in one. */
  gradientScale: Value;
  /** Scalar 1 − β₁^t for step t ≥ 1. */
  firstCorrection: Value;
  /** Scalar 1 − β₂^t. */
  secondCorrection: Value;
  /** `bool` scalar; false changes nothing. */
  apply: Value;
};

/** Attributes of {@link adamwOp}. */
export interface AdamwAttributes {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** Results of {@link adamwOp}, of the parameter's shape. */
export type AdamwOutputs = { nextParameter: Value; nextFirstMoment: Value; nextSecondMoment: Value };

/** One step of AdamW (Loshchilov & Hutter 2019), for one parameter. Has no derivative. */
export const adamwOp: FusedOp<AdamwInputs, AdamwAttributes, AdamwOutputs> = {
  name: 'adamw',
  differentiable: [],
  infer(inputs, { beta1, beta2, epsilon }) {
    const { parameter, gradient, firstMoment, secondMoment } = inputs;
    const alike = [parameter, gradient, firstMoment, secondMoment].every(
      ({ shape, dtype }) => dtype === 'f32' && sameShape(shape, parameter.shape),
    );
    requireFit(alike, () =>
      `adamw: parameter, gradient and moments must be f32 of one shape; got ${[
        parameter,
        gradient,
        firstMoment,
        secondMoment,
      ]
        .map(describe)
        .join(', ')}`);
    for (const name of ['learningRate', 'gradientScale', 'firstCorrection', 'secondCorrection', 'apply'] as const) {
      const scalar: Spec = { shape: [], dtype: name === 'apply' ? 'bool' : 'f32' };
      requireFit(sameSpec(inputs[name], scalar), () =>
        `adamw: ${name} must be ${describe(scalar)}; got ${describe(inputs[name])}`);
    }
    requireFit(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon > 0, () =>
      `adamw: betas must be in [0, 1) and epsilon above 0; got ${beta1}, ${beta2}, ${epsilon}`);
    return { nextParameter: parameter, nextFirstMoment: parameter, nextSecondMoment: parameter };
  },
  reference(o, inputs, { beta1, beta2, epsilon, weightDecay }) {
    const { parameter, gradient, firstMoment, secondMoment, learningRate, gradientScale, apply } = inputs;
    const scaled = multiply(o, gradient, gradientScale);
    const first = add(o, multiply(o, firstMoment, beta1), multiply(o, scaled, 1 - beta1));
    const second = add(o, multiply(o, secondMoment, beta2), multiply(o, square(o, scaled), 1 - beta2));
    const root = o.unary('sqrt', divide(o, second, inputs.secondCorrection));
    const direction = divide(o, divide(o, first, inputs.firstCorrection), add(o, root, epsilon));
    const decayed = multiply(o, parameter, subtract(o, 1, multiply(o, learningRate, weightDecay)));
    const next = subtract(o, decayed, multiply(o, direction, learningRate));
    return {
      nextParameter: where(o, apply, next, parameter),
      nextFirstMoment: where(o, apply, first, firstMoment),
      nextSecondMoment: where(o, apply, second, secondMoment),
    };
  },
};

/** p ← p·(1 − lr·λ) − lr · (m/(1 − β₁^t)) / (√(v/(1 − β₂^t)) + ε), with m and v the moments of the scaled gradient. */
export function adamw(o: Ops, inputs: AdamwInputs, attributes: AdamwAttributes): AdamwOutputs {
  return o.call(adamwOp, inputs, attributes);
}
