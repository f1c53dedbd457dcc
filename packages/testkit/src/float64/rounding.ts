/** Rounding of float64 numbers to the narrow floating-point types. */
import type { DType } from '@oneday/ops';

/** A binary floating-point format. */
interface Format {
  /** Bits of the significand, the hidden one included. */
  readonly precision: number;
  /** Exponent of the smallest normal number. */
  readonly minExponent: number;
  /** The largest finite number. */
  readonly largest: number;
}

const bf16: Format = { precision: 8, minExponent: -126, largest: (2 - 2 ** -7) * 2 ** 127 };
const f16: Format = { precision: 11, minExponent: -14, largest: 65504 };

const float64 = new Float64Array(1);
const float64Words = new Uint32Array(float64.buffer);
/** Which of the two words holds sign and exponent depends on the machine's byte order. */
const highWord = (float64.fill(1), float64Words[1] === 0 ? 0 : 1);

/** The exponent of |x|: the largest integer e with 2^e ≤ |x|, for normal x. */
function exponentOf(x: number): number {
  float64[0] = x;
  return ((float64Words[highWord]! >>> 20) & 0x7ff) - 1023;
}

/** The integer nearest to x; the even one of two. */
function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

function roundTo({ precision, minExponent, largest }: Format, x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  // Below the smallest normal number the spacing stays what it is there: subnormal numbers.
  const spacing = 2 ** (Math.max(exponentOf(x), minExponent) - precision + 1);
  const rounded = roundHalfEven(Math.abs(x) / spacing) * spacing;
  return Math.sign(x) * (rounded > largest ? Infinity : rounded);
}

/**
 * `x` rounded to the nearest number of `dtype`, the even one of two, with subnormal numbers and overflow to infinity.
 * `f32` stays as it is: the oracle computes in float64.
 */
export function roundToDType(x: number, dtype: DType): number {
  if (dtype === 'bf16') return roundTo(bf16, x);
  return dtype === 'f16' ? roundTo(f16, x) : x;
}
