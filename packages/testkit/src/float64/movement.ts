/** Operations that move elements and leave them as they are. */
import type { Shape, Spec } from '@oneday/ops';
import { build, offsetsOf, stridesOf, zeros } from './tensor.ts';
import type { Tensor } from './tensor.ts';

/** Elements of `x` at `offsets`. */
function gathered(spec: Spec, x: Tensor, offsets: Int32Array): Tensor {
  return build(spec, (i) => x.data[offsets[i]!]!);
}

/** Writes `part` into `whole` with its first element at index `starts`. */
function write(whole: Tensor, part: Tensor, starts: readonly number[]): void {
  const strides = stridesOf(whole.shape);
  const start = starts.reduce((sum, index, axis) => sum + index * strides[axis]!, 0);
  offsetsOf(part.shape, strides, start).forEach((offset, i) => (whole.data[offset] = part.data[i]!));
}

/** The same elements under another shape. */
export function reshaped(x: Tensor, shape: Shape): Tensor {
  return { shape, dtype: x.dtype, data: x.data.slice() };
}

/** Axis i of the result is axis `permutation[i]` of `x`. */
export function transposed(x: Tensor, permutation: readonly number[], spec: Spec): Tensor {
  const strides = stridesOf(x.shape);
  return gathered(spec, x, offsetsOf(spec.shape, permutation.map((axis) => strides[axis]!)));
}

/** `x` repeated along missing leading axes and axes of size 1. */
export function repeated(x: Tensor, spec: Spec): Tensor {
  const strides = stridesOf(x.shape);
  const missing = spec.shape.length - x.shape.length;
  const strideAt = (axis: number) => (axis < missing || x.shape[axis - missing] === 1 ? 0 : strides[axis - missing]!);
  return gathered(spec, x, offsetsOf(spec.shape, [...spec.shape.keys()].map(strideAt)));
}

/** The part of `x` that begins at index `starts`. */
export function sliced(x: Tensor, starts: readonly number[], spec: Spec): Tensor {
  const strides = stridesOf(x.shape);
  const start = starts.reduce((sum, index, axis) => sum + index * strides[axis]!, 0);
  return gathered(spec, x, offsetsOf(spec.shape, strides, start));
}

/** `x` with `update` written at `start` along `axis`, moved so that it fits. */
export function updated(x: Tensor, update: Tensor, axis: number, start: number): Tensor {
  const result = reshaped(x, x.shape);
  const last = x.shape[axis]! - update.shape[axis]!;
  write(result, update, x.shape.map((_, i) => (i === axis ? Math.min(Math.max(start, 0), last) : 0)));
  return result;
}

/** `x` inside a frame of `fill`. */
export function padded(x: Tensor, before: readonly number[], fill: number, spec: Spec): Tensor {
  const result = zeros(spec);
  result.data.fill(fill);
  write(result, x, before);
  return result;
}

/** The tensors one behind the other along `axis`. */
export function joined(parts: readonly Tensor[], axis: number, spec: Spec): Tensor {
  const result = zeros(spec);
  let at = 0;
  for (const part of parts) {
    write(result, part, spec.shape.map((_, i) => (i === axis ? at : 0)));
    at += part.shape[axis]!;
  }
  return result;
}

/** Rows of `table` at `indices`; zeros for an index outside it. */
export function gatheredRows(table: Tensor, indices: Tensor, spec: Spec): Tensor {
  const rows = table.shape[0]!;
  const width = table.shape.slice(1).reduce((size, axis) => size * axis, 1);
  return build(spec, (i) => {
    const row = indices.data[Math.floor(i / width)]!;
    return row >= 0 && row < rows ? table.data[row * width + (i % width)]! : 0;
  });
}

/** `base` plus the rows of `updates` at `indices`, in index order; rows outside are dropped. */
export function scatteredRows(base: Tensor, indices: Tensor, updates: Tensor): Tensor {
  const result = reshaped(base, base.shape);
  const width = base.shape.slice(1).reduce((size, axis) => size * axis, 1);
  indices.data.forEach((row, i) => {
    if (row < 0 || row >= base.shape[0]!) return;
    for (let j = 0; j < width; j++) result.data[row * width + j]! += updates.data[i * width + j]!;
  });
  return result;
}
