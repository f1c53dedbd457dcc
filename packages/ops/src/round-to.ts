/** Rounding on the host of what is written to narrow floats, which are kept as `f32`. */
import type { TypedArray } from '@oneday/core';
import type { DType } from './value.ts';

/**
 * `data` with its elements rounded to `dtype` (nearest, ties to even) if that is a narrow float; else `data` itself.
 */
export function roundTo(dtype: DType, data: TypedArray): TypedArray {
  if (dtype !== 'bf16' && dtype !== 'f16') return data;
  return Float32Array.from(data as Float32Array, dtype === 'bf16' ? roundToBF16 : roundToF16);
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

function roundToBF16(value: number): number {
  if (Number.isNaN(value)) return value;
  float[0] = value;
  bits[0] = ((bits[0]! + 0x7fff + ((bits[0]! >>> 16) & 1)) >>> 16) << 16;
  return float[0];
}

/** Multiples of the spacing of `f16` at this magnitude; 2⁻²⁴ among the subnormals. */
function roundToF16(value: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(value))), -14);
  const spacing = 2 ** (exponent - 10);
  const quotient = value / spacing;
  const floor = Math.floor(quotient);
  const up = quotient - floor > 0.5 || (quotient - floor === 0.5 && floor % 2 !== 0);
  const rounded = (floor + (up ? 1 : 0)) * spacing;
  return Math.abs(rounded) > 65504 ? Math.sign(value) * Infinity : rounded;
}
