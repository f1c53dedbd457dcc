/** Row-major strides. */
import type { Shape } from '@oneday/ops';

/** The distance between neighbours along each axis. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** Where index `starts` lies. */
export function offsetOf(starts: readonly number[], strides: readonly number[]): number {
  return starts.reduce((sum, start, axis) => sum + start * strides[axis]!, 0);
}

/** Rank, then a size and a stride for each axis: parameters of the strided shaders. */
export function walk(shape: Shape, strides: readonly number[]): number[] {
  return [shape.length, ...shape.flatMap((size, axis) => [size, strides[axis]!])];
}
