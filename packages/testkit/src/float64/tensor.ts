/** What the interpreter computes with: dense row-major arrays. */
import type { TypedArray } from '@oneday/core';
import { isFloat, sizeOf } from '@oneday/ops';
import type { DType, Shape, Spec } from '@oneday/ops';
import { roundToDType } from './rounding.ts';

/** Elements of one value: float types in float64, integers in their own 32 bits, `bool` as 0 or 1. */
export type Elements = Float64Array | Int32Array | Uint32Array | Uint8Array;

/** A value with its elements, which nobody changes after it was made. */
export interface Tensor extends Spec {
  readonly data: Elements;
}

/** A new tensor of zeros. */
export function zeros({ shape, dtype }: Spec): Tensor {
  const size = sizeOf(shape);
  if (isFloat(dtype)) return { shape, dtype, data: new Float64Array(size) };
  if (dtype === 'i32') return { shape, dtype, data: new Int32Array(size) };
  return { shape, dtype, data: dtype === 'u32' ? new Uint32Array(size) : new Uint8Array(size) };
}

/** A new tensor whose element i is `element(i)`, which fits its type: integers wrap as their arrays do. */
export function build(spec: Spec, element: (index: number) => number): Tensor {
  const tensor = zeros(spec);
  for (let i = 0; i < tensor.data.length; i++) tensor.data[i] = element(i);
  return tensor;
}

/** A tensor of the host's numbers, converted to its element type. */
export function fromHost(spec: Spec, data: TypedArray): Tensor {
  return build(spec, (i) => hostElement(Number(data[i]), spec.dtype));
}

/** The distance in memory between neighbours along each axis. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/**
 * Where the elements of a view lie: `start` + Σ index[axis]·strides[axis], for every index of `shape`, row-major.
 * Every operation that moves elements is a choice of strides.
 */
export function offsetsOf(shape: Shape, strides: readonly number[], start = 0): Int32Array {
  let offsets = Int32Array.of(start);
  shape.forEach((size, axis) => {
    const outer = offsets;
    offsets = new Int32Array(outer.length * size);
    for (let i = 0; i < offsets.length; i++) offsets[i] = outer[Math.floor(i / size)]! + (i % size) * strides[axis]!;
  });
  return offsets;
}

function hostElement(element: number, dtype: DType): number {
  return dtype === 'bool' ? Number(element !== 0) : roundToDType(element, dtype);
}
