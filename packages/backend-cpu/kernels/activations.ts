import { vectorGaussian, vectorNormalCdf, vectorSigmoid, vectorTanh } from './vector-math';

// Codes of the activation functions, which the host writes into argument slots.
export const activationNone: i32 = 0;
/** x Φ(x), Φ the normal distribution function (Hendrycks & Gimpel 2016). */
export const activationGelu: i32 = 1;
/** 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³))), the same paper's approximation. */
export const activationGeluTanh: i32 = 2;
export const activationRelu: i32 = 3;
/** max(0, x)² (So et al. 2021). */
export const activationReluSquared: i32 = 4;
/** x / (1 + e^−x) (Elfwing et al. 2017). */
export const activationSilu: i32 = 5;

// √(2/π), 0.044715 √(2/π), 3 · 0.044715 √(2/π), 1/√(2π), 0.5, 1
// prettier-ignore
const constants = memory.data<f32>([
  0.7978845608028654, 0.035677408136300125, 0.10703222440890037, 0.3989422804014327, 0.5, 1.0,
]);

/** The activation of four floats. `code` is the same for a whole loop, so the branch is predicted. */
export function activate(x: v128, code: i32): v128 {
  switch (code) {
    case activationGelu:
      return f32x4.mul(x, vectorNormalCdf(x, vectorGaussian(x)));
    case activationGeluTanh:
      return f32x4.mul(x, geluTanhGate(x));
    case activationRelu:
      return f32x4.pmax(x, f32x4.splat(0));
    case activationReluSquared: {
      const positive = f32x4.pmax(x, f32x4.splat(0));
      return f32x4.mul(positive, positive);
    }
    case activationSilu:
      return f32x4.mul(x, vectorSigmoid(x));
    default:
      return x;
  }
}

/** The derivative of the activation at four floats. */
export function activationDerivative(x: v128, code: i32): v128 {
  const unit = v128.load32_splat(constants, 20);
  const nothing = f32x4.splat(0);
  switch (code) {
    case activationGelu: {
      const gaussian = vectorGaussian(x);
      const density = f32x4.mul(gaussian, v128.load32_splat(constants, 12));
      return f32x4.relaxed_madd(x, density, vectorNormalCdf(x, gaussian));
    }
    case activationGeluTanh: {
      const gate = geluTanhGate(x);
      const square = f32x4.mul(x, x);
      const slope = f32x4.relaxed_madd(square, v128.load32_splat(constants, 8), v128.load32_splat(constants));
      // gate = (1 + tanh u) / 2, so its derivative is 2 gate (1 − gate) u′.
      const bend = f32x4.mul(f32x4.mul(f32x4.add(gate, gate), f32x4.sub(unit, gate)), slope);
      return f32x4.relaxed_madd(x, bend, gate);
    }
    case activationRelu:
      return v128.and(unit, f32x4.gt(x, nothing));
    case activationReluSquared: {
      const positive = f32x4.pmax(x, nothing);
      return f32x4.add(positive, positive);
    }
    case activationSilu: {
      const gate = vectorSigmoid(x);
      return f32x4.relaxed_madd(f32x4.mul(x, gate), f32x4.sub(unit, gate), gate);
    }
    default:
      return unit;
  }
}

/** (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2. */
// @ts-ignore: decorator
@inline
function geluTanhGate(x: v128): v128 {
  const square = f32x4.mul(x, x);
  const scale = f32x4.relaxed_madd(square, v128.load32_splat(constants, 4), v128.load32_splat(constants));
  const oneHalf = v128.load32_splat(constants, 16);
  return f32x4.relaxed_madd(vectorTanh(f32x4.mul(x, scale)), oneHalf, oneHalf);
}
