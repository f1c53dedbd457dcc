/** Operations that sum or choose among elements. */
import type { Reduction, Shape, Spec } from '@oneday/ops';
import { isFloat } from '@oneday/ops';
import { offsetsOf, stridesOf, zeros } from './tensor.ts';
import type { Tensor } from './tensor.ts';

/** For every element of a tensor of `shape`, the place of its result when `axes` are reduced. */
function reducedOffsets(shape: Shape, axes: readonly number[]): Int32Array {
  const strides = stridesOf(shape.map((size, axis) => (axes.includes(axis) ? 1 : size)));
  return offsetsOf(shape, strides.map((stride, axis) => (axes.includes(axis) ? 0 : stride)));
}

/** `x` reduced over `axes`; integers wrap. */
export function reduced(reduction: Reduction, x: Tensor, axes: readonly number[], spec: Spec): Tensor {
  const result = zeros(spec);
  if (reduction !== 'sum') result.data.fill(extremeOfNothing(reduction, spec));
  const combine = { sum: (a: number, b: number) => a + b, maximum: Math.max, minimum: Math.min }[reduction];
  reducedOffsets(x.shape, axes).forEach((offset, i) => {
    result.data[offset] = combine(result.data[offset]!, x.data[i]!);
  });
  return result;
}

function extremeOfNothing(reduction: 'maximum' | 'minimum', { dtype }: Spec): number {
  if (isFloat(dtype)) return reduction === 'maximum' ? -Infinity : Infinity;
  return reduction === 'maximum' ? -(2 ** 31) : 2 ** 31 - 1;
}

/** Index of the largest element along `axis`; the first one wins. */
export function indexOfLargest(x: Tensor, axis: number, spec: Spec): Tensor {
  const result = zeros(spec);
  const largest = new Float64Array(result.data.length).fill(-Infinity);
  const offsets = reducedOffsets(x.shape, [axis]);
  const indices = offsetsOf(x.shape, x.shape.map((_, i) => Number(i === axis)));
  offsets.forEach((offset, i) => {
    if (!(x.data[i]! > largest[offset]!)) return;
    largest[offset] = x.data[i]!;
    result.data[offset] = indices[i]!;
  });
  return result;
}

/** Matrix product over the last two axes, of operands that may be read transposed. */
export function product(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean, spec: Spec): Tensor {
  const result = zeros(spec);
  const [rows, columns] = spec.shape.slice(-2) as [number, number];
  const inner = a.shape.at(transposeA ? -2 : -1)!;
  const [rowStrideA, innerStrideA] = transposeA ? [1, rows] : [inner, 1];
  const [innerStrideB, columnStrideB] = transposeB ? [1, inner] : [columns, 1];
  for (let i = 0; i < result.data.length; i++) {
    const batch = Math.floor(i / (rows * columns));
    const row = Math.floor(i / columns) % rows;
    let atA = batch * rows * inner + row * rowStrideA;
    let atB = batch * inner * columns + (i % columns) * columnStrideB;
    let sum = 0;
    for (let k = 0; k < inner; k++, atA += innerStrideA, atB += innerStrideB) sum += a.data[atA]! * b.data[atB]!;
    result.data[i] = sum;
  }
  return result;
}
