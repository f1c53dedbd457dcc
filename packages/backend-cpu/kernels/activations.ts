import { vectorGaussian, vectorNormalCdf, vectorSigmoid } from './vector-math';

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

/** An activation function and its derivative on four floats, inlined into the loops that are generic over it. */
@unmanaged
export class Identity {
  @inline
  apply(x: v128): v128 {
    return x;
  }
  @inline
  derivative(x: v128): v128 {
    return f32x4.splat(1);
  }
}

// 1/√(2π), 1, 2 √(2/π), 2 · 0.044715 √(2/π), 3 · 2 · 0.044715 √(2/π)
// prettier-ignore
const constants = memory.data<f32>([
  0.3989422804014327, 1.0, 1.5957691216057308, 0.07135481627225264, 0.21406444881675793,
]);

@unmanaged
export class Gelu {
  @inline
  apply(x: v128): v128 {
    return f32x4.mul(x, vectorNormalCdf(x, vectorGaussian(x)));
  }
  @inline
  derivative(x: v128): v128 {
    const gaussian = vectorGaussian(x);
    const density = f32x4.mul(gaussian, v128.load32_splat(constants));
    return f32x4.relaxed_madd(x, density, vectorNormalCdf(x, gaussian));
  }
}

/** (1 + tanh u) / 2 = σ(2u), so the gate needs one exponential and no tanh. */
@unmanaged
export class GeluTanh {
  @inline
  apply(x: v128): v128 {
    return f32x4.mul(x, geluTanhGate(x, f32x4.mul(x, x)));
  }
  @inline
  derivative(x: v128): v128 {
    const square = f32x4.mul(x, x);
    const gate = geluTanhGate(x, square);
    const slope = f32x4.relaxed_madd(square, v128.load32_splat(constants, 16), v128.load32_splat(constants, 8));
    const bend = f32x4.mul(f32x4.mul(gate, f32x4.sub(v128.load32_splat(constants, 4), gate)), slope);
    return f32x4.relaxed_madd(x, bend, gate);
  }
}

/** σ(2 √(2/π) (x + 0.044715 x³)). */
// @ts-ignore: decorator
@inline
function geluTanhGate(x: v128, square: v128): v128 {
  const scale = f32x4.relaxed_madd(square, v128.load32_splat(constants, 12), v128.load32_splat(constants, 8));
  return vectorSigmoid(f32x4.mul(x, scale));
}

@unmanaged
export class Relu {
  @inline
  apply(x: v128): v128 {
    return f32x4.pmax(x, f32x4.splat(0));
  }
  @inline
  derivative(x: v128): v128 {
    return v128.and(v128.load32_splat(constants, 4), f32x4.gt(x, f32x4.splat(0)));
  }
}

@unmanaged
export class ReluSquared {
  @inline
  apply(x: v128): v128 {
    const positive = f32x4.pmax(x, f32x4.splat(0));
    return f32x4.mul(positive, positive);
  }
  @inline
  derivative(x: v128): v128 {
    const positive = f32x4.pmax(x, f32x4.splat(0));
    return f32x4.add(positive, positive);
  }
}

@unmanaged
export class Silu {
  @inline
  apply(x: v128): v128 {
    return f32x4.mul(x, vectorSigmoid(x));
  }
  @inline
  derivative(x: v128): v128 {
    const gate = vectorSigmoid(x);
    return f32x4.relaxed_madd(f32x4.mul(x, gate), f32x4.sub(v128.load32_splat(constants, 4), gate), gate);
  }
}
