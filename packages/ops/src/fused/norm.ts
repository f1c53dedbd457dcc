/** Normalisation over the last axis. */
import { add, mean, multiply, square, subtract, valueOf } from '../arithmetic.ts';
import type { FusedOp } from '../fused-op.ts';
import { requireFit } from '../infer.ts';
import type { Ops } from '../ops.ts';
import { describe, sameShape } from '../value.ts';
import type { Operand, Spec, Value } from '../value.ts';

/** Attributes of both norms. */
export interface NormAttributes {
  /** Added to the variance (or mean square) under the root. */
  readonly epsilon: number;
}

function checkNorm(
  name: string,
  x: Spec,
  weight: Spec | undefined,
  bias: Spec | undefined,
  epsilon: number,
): { out: Spec } {
  const width = x.shape.at(-1);
  requireFit(x.shape.length >= 1 && x.dtype === 'f32', () => `${name}: needs x[…,D] in f32; got ${describe(x)}`);
  for (const [part, spec] of [
    ['weight', weight],
    ['bias', bias],
  ] as const) {
    requireFit(spec === undefined || sameShape(spec.shape, [width!]), () =>
      `${name}: ${part} must be [${width}]; got ${describe(spec!)}`);
  }
  requireFit(epsilon > 0, () => `${name}: epsilon must be above 0; got ${epsilon}`);
  return { out: x };
}

/** The fused op behind {@link layerNorm}. */
export const layerNormOp: FusedOp<
  { x: Value; weight?: Value | undefined; bias?: Value | undefined },
  NormAttributes,
  { out: Value }
> = {
  name: 'layerNorm',
  differentiable: ['out'],
  infer: ({ x, weight, bias }, { epsilon }) => checkNorm('layerNorm', x, weight, bias, epsilon),
  reference(o, { x, weight, bias }, { epsilon }) {
    const last = [x.shape.length - 1];
    const centred = subtract(o, x, mean(o, x, last, true));
    const deviation = o.unary('rsqrt', add(o, mean(o, square(o, centred), last, true), epsilon));
    const normalised = multiply(o, centred, deviation);
    const scaled = weight === undefined ? normalised : multiply(o, normalised, weight);
    return { out: bias === undefined ? scaled : add(o, scaled, bias) };
  },
};

/** The fused op behind {@link rmsNorm}. */
export const rmsNormOp: FusedOp<{ x: Value; weight?: Value | undefined }, NormAttributes, { out: Value }> = {
  name: 'rmsNorm',
  differentiable: ['out'],
  infer: ({ x, weight }, { epsilon }) => checkNorm('rmsNorm', x, weight, undefined, epsilon),
  reference(o, { x, weight }, { epsilon }) {
    const inverse = o.unary('rsqrt', add(o, mean(o, square(o, x), [x.shape.length - 1], true), epsilon));
    const normalised = multiply(o, x, inverse);
    return { out: weight === undefined ? normalised : multiply(o, normalised, weight) };
  },
};

/** Options of {@link layerNorm} and {@link rmsNorm}. */
export interface NormOptions {
  /** [D]; the gain. */
  readonly weight?: Operand | undefined;
  /** Added under the root. Default 1e-5. */
  readonly epsilon?: number | undefined;
}

/** (x − mean) / √(variance + ε) · weight + bias over the last axis (Ba et al. 2016); x[…,D], weight and bias [D]. */
export function layerNorm(
  o: Ops,
  x: Value,
  options: NormOptions & { readonly bias?: Operand | undefined } = {},
): Value {
  const { weight, bias, epsilon = 1e-5 } = options;
  const inputs = { x, weight: weight && valueOf(o, weight), bias: bias && valueOf(o, bias) };
  return o.call(layerNormOp, inputs, { epsilon }).out;
}

/** x / √(mean square + ε) · weight over the last axis (Zhang & Sennrich 2019); x[…,D], weight [D]. */
export function rmsNorm(o: Ops, x: Value, options: NormOptions = {}): Value {
  const { weight, epsilon = 1e-5 } = options;
  return o.call(rmsNormOp, { x, weight: weight && valueOf(o, weight) }, { epsilon }).out;
}
