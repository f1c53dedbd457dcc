/** Element types as PJRT numbers them, and how their elements lie in host memory. */
import type { TypedArray } from '@oneday/core';
import type { DType, Elements } from '@oneday/ops';
import { bf16Bits, bf16ToNumber, f16Bits, f16ToNumber } from './half-floats.ts';

/** `PJRT_Buffer_Type`. */
export const elementTypes: { readonly [K in DType]: number } = {
  bool: 1, i32: 4, u32: 8, f16: 10, f32: 11, bf16: 13,
};

/** Bytes of one element on a device. */
export const elementBytes: { readonly [K in DType]: number } = { bool: 1, i32: 4, u32: 4, f16: 2, f32: 4, bf16: 2 };

/** The bytes that a device gets for these numbers; narrow floats are rounded to nearest even. */
export function encodeElements(dtype: DType, data: TypedArray): Uint8Array | Uint16Array | TypedArray {
  if (dtype === 'bf16') return Uint16Array.from(data as Float32Array, bf16Bits);
  if (dtype === 'f16') return Uint16Array.from(data as Float32Array, f16Bits);
  if (dtype === 'bool') return Uint8Array.from(data as Uint8Array, (x) => (x === 0 ? 0 : 1));
  if (dtype === 'f32') return data instanceof Float32Array ? data : Float32Array.from(data as Float64Array);
  if (dtype === 'i32') return data instanceof Int32Array ? data : Int32Array.from(data as Float64Array);
  return data instanceof Uint32Array ? data : Uint32Array.from(data as Float64Array);
}

/** An array that a device's bytes are copied to, and what its elements are as numbers. */
export function landingArray(dtype: DType, size: number): { readonly bytes: ArrayBufferView; elements(): Elements } {
  if (dtype === 'bf16' || dtype === 'f16') {
    const bits = new Uint16Array(size);
    return { bytes: bits, elements: () => Float32Array.from(bits, dtype === 'bf16' ? bf16ToNumber : f16ToNumber) };
  }
  const Kind = { f32: Float32Array, i32: Int32Array, u32: Uint32Array, bool: Uint8Array }[dtype];
  const elements = new Kind(size);
  return { bytes: elements, elements: () => elements };
}
