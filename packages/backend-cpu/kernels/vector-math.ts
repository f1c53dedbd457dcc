/**
 * Transcendental functions on four floats at once. Constants sit in memory and are loaded where they are used: V8
 * rebuilds a vector literal on every turn of a loop, while a broadcasting load is one cheap instruction.
 * Polynomials are our own minimax fits in the form given beside them.
 */

// exp(x) = 2^k · exp(r), k = round(x / ln 2), |r| ≤ ln 2 / 2; exp(r) = 1 + r + r² (e0 + e1 r + … + e4 r⁴), error 3e-9.
const expLowest: i32 = 0;
const expHighest: i32 = 1;
const reciprocalLn2: i32 = 2;
/** 1.5 · 2^23: adding it to a small float leaves the nearest integer in the low bits. */
const roundingShift: i32 = 3;
const minusLn2High: i32 = 4;
const minusLn2Low: i32 = 5;
const expPolynomial: i32 = 6; // e0 … e4
const one: i32 = 11;
// erfc(z) = t (c0 + c1 t + … + c7 t⁷) exp(−z²), t = 1 / (1 + p z), z ≥ 0; relative error 1.6e-7.
const erfcSlope: i32 = 12;
const erfcPolynomial: i32 = 13; // c0 … c7
// erf(z) = z (s0 + s1 z² + … + s5 z¹⁰) for |z| < 1, relative error 4e-8.
const erfPolynomial: i32 = 21; // s0 … s5
// tanh(z) = z + z³ (h0 + h1 z² + … + h4 z⁸) for |z| < 0.625, relative error 4e-9.
const tanhPolynomial: i32 = 27; // h0 … h4
const tanhLimit: i32 = 32;
const two: i32 = 33;
const half: i32 = 34;
const squareRootHalf: i32 = 35;
const minusHalf: i32 = 36;
const zero: i32 = 37;
const lowestForOneFactor: i32 = 38;

// prettier-ignore
const constants = memory.data<f32>([
  -104.0, 89.0, 1.4426950408889634, 12582912.0, -0.693145751953125, -1.42860682030941723e-6,
  0.4999999403953552, 0.1666651964187622, 0.041668396443128586, 0.008368796668946743, 0.0013814433477818966,
  1.0,
  0.42, 0.23681993782520294, 0.23965007066726685, 0.19433428347110748, 0.27000918984413147,
  -0.13287635147571564, 0.4431838095188141, -0.32169222831726074, 0.07057113200426102,
  1.1283791065216064, -0.37612324953079224, 0.11280179768800735, -0.02671131119132042, 0.004917551297694445,
  -0.0005631421809084713,
  -0.3333328366279602, 0.13331490755081177, -0.05374349653720856, 0.020650586113333702, -0.005717044696211815,
  0.625, 2.0, 0.5, 0.7071067811865476, -0.5, 0.0, -88.0,
]);

// @ts-ignore: decorator
@inline
function constant(index: i32): v128 {
  return v128.load32_splat(constants + (<usize>index << 2));
}

/** x / ln 2 rounded to an integer k, as a float with k in its low bits. */
// @ts-ignore: decorator
@inline
function roundedExponent(x: v128): v128 {
  return f32x4.relaxed_madd(x, constant(reciprocalLn2), constant(roundingShift));
}

/** exp(x) / 2^k for that k. */
// @ts-ignore: decorator
@inline
function expMantissa(x: v128, shifted: v128): v128 {
  const k = f32x4.sub(shifted, constant(roundingShift));
  const r = f32x4.relaxed_madd(k, constant(minusLn2Low), f32x4.relaxed_madd(k, constant(minusLn2High), x));
  let p = f32x4.relaxed_madd(r, constant(expPolynomial + 4), constant(expPolynomial + 3));
  p = f32x4.relaxed_madd(p, r, constant(expPolynomial + 2));
  p = f32x4.relaxed_madd(p, r, constant(expPolynomial + 1));
  p = f32x4.relaxed_madd(p, r, constant(expPolynomial));
  return f32x4.relaxed_madd(p, f32x4.mul(r, r), f32x4.add(r, constant(one)));
}

/**
 * e^x to 2e-7 relative over the whole range, subnormal results included; 0 below −104, infinity above 88.73, NaN stays.
 * 2^k is applied as two factors, so that neither leaves the exponent's range.
 */
// @ts-ignore: decorator
@inline
export function vectorExp(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, constant(expHighest)), constant(expLowest));
  const shifted = roundedExponent(clamped);
  const exponent = i32x4.sub(shifted, constant(roundingShift));
  const firstHalf = i32x4.shr_s(exponent, 1);
  const firstFactor = i32x4.add(i32x4.shl(firstHalf, 23), constant(one));
  const secondFactor = i32x4.add(i32x4.shl(i32x4.sub(exponent, firstHalf), 23), constant(one));
  return f32x4.mul(f32x4.mul(expMantissa(clamped, shifted), firstFactor), secondFactor);
}

/**
 * e^x to 2e-7 relative for −87.3 ≤ x ≤ 88, a third cheaper: 2^k is one factor, whose bits are all zero at k = −127, so
 * that results below 1e-38 become 0. NaN stays. For softmax and the like, where x ≤ 0.
 */
// @ts-ignore: decorator
@inline
export function vectorExpOfNonPositive(x: v128): v128 {
  const clamped = f32x4.pmax(x, constant(lowestForOneFactor));
  const shifted = roundedExponent(clamped);
  // The shift leaves only the low bits of `shifted`, which are k.
  return f32x4.mul(expMantissa(clamped, shifted), i32x4.add(i32x4.shl(shifted, 23), constant(one)));
}

/** erfc(z) / exp(−z²) for z ≥ 0. */
// @ts-ignore: decorator
@inline
function scaledErfc(z: v128): v128 {
  const t = f32x4.div(constant(one), f32x4.relaxed_madd(constant(erfcSlope), z, constant(one)));
  let p = f32x4.relaxed_madd(t, constant(erfcPolynomial + 7), constant(erfcPolynomial + 6));
  p = f32x4.relaxed_madd(p, t, constant(erfcPolynomial + 5));
  p = f32x4.relaxed_madd(p, t, constant(erfcPolynomial + 4));
  p = f32x4.relaxed_madd(p, t, constant(erfcPolynomial + 3));
  p = f32x4.relaxed_madd(p, t, constant(erfcPolynomial + 2));
  p = f32x4.relaxed_madd(p, t, constant(erfcPolynomial + 1));
  p = f32x4.relaxed_madd(p, t, constant(erfcPolynomial));
  return f32x4.mul(p, t);
}

/** The error function, to 3e-7; NaN stays. */
// @ts-ignore: decorator
@inline
export function vectorErf(x: v128): v128 {
  const magnitude = f32x4.abs(x);
  const square = f32x4.mul(x, x);
  let small = f32x4.relaxed_madd(square, constant(erfPolynomial + 5), constant(erfPolynomial + 4));
  small = f32x4.relaxed_madd(small, square, constant(erfPolynomial + 3));
  small = f32x4.relaxed_madd(small, square, constant(erfPolynomial + 2));
  small = f32x4.relaxed_madd(small, square, constant(erfPolynomial + 1));
  small = f32x4.relaxed_madd(small, square, constant(erfPolynomial));
  small = f32x4.mul(small, magnitude);
  const large = f32x4.sub(constant(one), f32x4.mul(scaledErfc(magnitude), vectorExpOfNonPositive(f32x4.neg(square))));
  const result = v128.bitselect(small, large, f32x4.lt(magnitude, constant(one)));
  return withSignOf(x, result);
}

/** The hyperbolic tangent, to 3e-7; NaN stays. */
// @ts-ignore: decorator
@inline
export function vectorTanh(x: v128): v128 {
  const magnitude = f32x4.abs(x);
  const square = f32x4.mul(x, x);
  let small = f32x4.relaxed_madd(square, constant(tanhPolynomial + 4), constant(tanhPolynomial + 3));
  small = f32x4.relaxed_madd(small, square, constant(tanhPolynomial + 2));
  small = f32x4.relaxed_madd(small, square, constant(tanhPolynomial + 1));
  small = f32x4.relaxed_madd(small, square, constant(tanhPolynomial));
  small = f32x4.relaxed_madd(f32x4.mul(small, square), magnitude, magnitude);
  const e = vectorExp(f32x4.add(magnitude, magnitude));
  const large = f32x4.sub(constant(one), f32x4.div(constant(two), f32x4.add(e, constant(one))));
  const result = v128.bitselect(small, large, f32x4.lt(magnitude, constant(tanhLimit)));
  return withSignOf(x, result);
}

/** 1 / (1 + e^−x), to 3e-7; NaN stays. */
// @ts-ignore: decorator
@inline
export function vectorSigmoid(x: v128): v128 {
  return f32x4.div(constant(one), f32x4.add(constant(one), vectorExp(f32x4.neg(x))));
}

/** exp(−x² / 2), which the next function shares with the density of the normal distribution. */
// @ts-ignore: decorator
@inline
export function vectorGaussian(x: v128): v128 {
  return vectorExpOfNonPositive(f32x4.mul(f32x4.mul(x, x), constant(minusHalf)));
}

/** Distribution function of the standard normal, (1 + erf(x / √2)) / 2, given `vectorGaussian(x)`; to 2e-7. */
// @ts-ignore: decorator
@inline
export function vectorNormalCdf(x: v128, gaussian: v128): v128 {
  const z = f32x4.mul(f32x4.abs(x), constant(squareRootHalf));
  const tail = f32x4.mul(f32x4.mul(scaledErfc(z), constant(half)), gaussian);
  return v128.bitselect(tail, f32x4.sub(constant(one), tail), f32x4.lt(x, constant(zero)));
}

// @ts-ignore: decorator
@inline
function withSignOf(x: v128, magnitude: v128): v128 {
  return v128.bitselect(x, magnitude, i32x4.splat(<i32>0x80000000));
}
