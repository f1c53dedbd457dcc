/** The bits of bf16 and f16 numbers. */

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The bf16 nearest to `x`, the even one of two; NaN stays NaN. */
export function bf16Bits(x: number): number {
  float[0] = x;
  const word = bits[0]!;
  if (Number.isNaN(x)) return 0x7fc0;
  return (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
}

/** The number that these bits of a bf16 stand for. */
export function bf16ToNumber(half: number): number {
  bits[0] = half << 16;
  return float[0]!;
}

/** The f16 nearest to `x`, the even one of two, with subnormal numbers; above 65504 it is infinite. */
export function f16Bits(x: number): number {
  if (Number.isNaN(x)) return 0x7e00;
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const size = Math.abs(x);
  if (size >= 65520) return sign | 0x7c00;
  // Below 2^-14 the spacing stays 2^-24; the sum carries into the exponent by itself where rounding goes up to it.
  const exponent = Math.max(Math.floor(Math.log2(size)), -14);
  const scaled = size === 0 ? 0 : roundHalfEven(size / 2 ** (exponent - 10));
  return sign | (size < 2 ** -14 ? scaled : ((exponent + 14) << 10) + scaled);
}

/** The number that these bits of an f16 stand for. */
export function f16ToNumber(half: number): number {
  const [sign, exponent, fraction] = [half & 0x8000 ? -1 : 1, (half >>> 10) & 31, half & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
