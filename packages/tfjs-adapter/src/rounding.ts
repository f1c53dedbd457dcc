/** Elements of the host as a device keeps them: four bytes each, narrow floats rounded. */
import type { TypedArray } from '@oneday/core';
import type { DType } from '@oneday/ops';

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** `data` converted to `dtype`: a new array of four bytes an element. */
export function hostElements(data: TypedArray, dtype: DType): Float32Array | Int32Array | Uint32Array {
  const numbers = data as Float32Array;
  switch (dtype) {
    case 'f32':
      return Float32Array.from(numbers);
    case 'bf16':
      return Float32Array.from(numbers, roundToBF16);
    case 'f16':
      return Float32Array.from(numbers, roundToF16);
    case 'u32':
      return Uint32Array.from(numbers);
    case 'i32':
      return Int32Array.from(numbers);
    case 'bool':
      return Int32Array.from(numbers, (element) => Number(element !== 0));
  }
}

function roundToBF16(value: number): number {
  if (Number.isNaN(value)) return value;
  float[0] = value;
  bits[0] = ((bits[0]! + 0x7fff + ((bits[0]! >>> 16) & 1)) >>> 16) << 16;
  return float[0];
}

/** A multiple of the spacing of `f16` at this magnitude, which is 2⁻²⁴ among the subnormals. */
function roundToF16(value: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(value))), -14);
  const spacing = 2 ** (exponent - 10);
  const quotient = value / spacing;
  const below = Math.floor(quotient);
  const isUp = quotient - below > 0.5 || (quotient - below === 0.5 && below % 2 !== 0);
  const rounded = (below + Number(isUp)) * spacing;
  return Math.abs(rounded) > 65504 ? Math.sign(value) * Infinity : rounded;
}
