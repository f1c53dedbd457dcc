/** Types and constants as MLIR text. */
import { Buffer } from 'node:buffer';
import type { TypedArray } from '@oneday/core';
import type { DType, Shape, Spec } from '@oneday/ops';
import { isFloat, sizeOf } from '@oneday/ops';
import { elementBytes, encodeElements } from '../pjrt/element-type.ts';

const elementNames: { readonly [K in DType]: string } = {
  f32: 'f32', f16: 'f16', bf16: 'bf16', i32: 'i32', u32: 'ui32', bool: 'i1',
};

/** `tensor<2x3xf32>`. */
export function tensorType({ shape, dtype }: Spec): string {
  return `tensor<${[...shape, elementNames[dtype]].join('x')}>`;
}

/** `[0, 1]`. */
export function list(numbers: readonly number[]): string {
  return `[${numbers.join(', ')}]`;
}

/** A type of the same shape. */
export function like(spec: Spec, dtype: DType): Spec {
  return { shape: spec.shape, dtype };
}

/** A type of the same elements. */
export function shaped(spec: Spec, shape: Shape): Spec {
  return { shape, dtype: spec.dtype };
}

/** The `dense<…>` attribute of an array. Floats are written by their bits, which no parser rounds. */
export function denseAttribute(dtype: DType, data: TypedArray): string {
  if (data.length === 0) return 'dense<>';
  const [first, ...others] = Array.from(data as Float64Array);
  if (others.every((element) => Object.is(element, first))) return `dense<${splat(dtype, first!)}>`;
  const bytes = encodeElements(dtype, data);
  return `dense<"0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex').toUpperCase()}">`;
}

function splat(dtype: DType, value: number): string {
  if (dtype === 'bool') return String(value !== 0);
  if (!isFloat(dtype)) return String(value);
  const bytes = encodeElements(dtype, Float32Array.of(value));
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, elementBytes[dtype]).reverse().toString('hex');
  return `0x${hex.toUpperCase()}`;
}

/** Whether an array of this shape has no elements. */
export function isEmpty(shape: Shape): boolean {
  return sizeOf(shape) === 0;
}
