/** Shapes and element types of the primitives' results; what does not fit throws `ShapeError`. */
import { ShapeError } from '@oneday/core';
import type { BinaryOperation, UnaryOperation } from './primitives.ts';
import { describe, isFloat, sameShape, sizeOf } from './value.ts';
import type { DType, Shape, Spec } from './value.ts';

const integerOnly: readonly BinaryOperation[] = ['remainder', 'shiftLeft', 'shiftRight'];
const bitwise: readonly BinaryOperation[] = ['and', 'or', 'xor'];

/** Throws a {@link ShapeError} unless `fits`. */
export function require(fits: boolean, message: () => string): asserts fits {
  if (!fits) throw new ShapeError(message());
}

/** Throws unless `shape` is a list of non-negative integers. */
export function requireShape(op: string, shape: Shape): void {
  require(shape.every((n) => Number.isInteger(n) && n >= 0), () =>
    `${op}: a shape is a list of non-negative integers; got [${shape.join(',')}]`);
}

/** Throws unless `axis` is one of `x`'s. */
export function requireAxis(op: string, x: Spec, axis: number): void {
  require(Number.isInteger(axis) && axis >= 0 && axis < x.shape.length, () =>
    `${op}: axis must be in 0…${x.shape.length - 1}; got ${axis} for ${describe(x)}`);
}

export function inferUnary(operation: UnaryOperation, x: Spec): Spec {
  const allowed: readonly DType[] =
    operation === 'not' ? ['bool'] : operation === 'negate' || operation === 'abs' ? ['f32', 'i32'] : ['f32'];
  require(allowed.includes(x.dtype), () => `${operation}: takes ${allowed.join(' or ')}; got ${describe(x)}`);
  return { shape: x.shape, dtype: operation === 'isFinite' ? 'bool' : x.dtype };
}

export function inferBinary(operation: BinaryOperation, a: Spec, b: Spec): Spec {
  requireAlike(operation, a, b);
  const allowed: readonly DType[] = bitwise.includes(operation)
    ? ['i32', 'u32', 'bool']
    : integerOnly.includes(operation)
      ? ['i32', 'u32']
      : operation === 'power'
        ? ['f32']
        : ['f32', 'i32', 'u32'];
  require(allowed.includes(a.dtype), () => `${operation}: takes ${allowed.join(', ')}; got ${describe(a)}; cast first`);
  return { shape: a.shape, dtype: a.dtype };
}

export function inferCompare(comparison: string, a: Spec, b: Spec): Spec {
  requireAlike(comparison, a, b);
  require(['f32', 'i32', 'u32'].includes(a.dtype), () => `${comparison}: takes f32, i32 or u32; got ${describe(a)}`);
  return { shape: a.shape, dtype: 'bool' };
}

export function inferSelect(condition: Spec, a: Spec, b: Spec): Spec {
  requireAlike('select', a, b);
  require(condition.dtype === 'bool' && sameShape(condition.shape, a.shape), () =>
    `select: the condition must be bool of the branches' shape; got ${describe(condition)} for ${describe(a)}`);
  return { shape: a.shape, dtype: a.dtype };
}

export function inferReduce(reduction: string, x: Spec, axes: readonly number[], keepAxes: boolean): Spec {
  axes.forEach((axis) => requireAxis(`reduce ${reduction}`, x, axis));
  require(new Set(axes).size === axes.length, () => `reduce ${reduction}: axes repeat in [${axes.join(',')}]`);
  require(x.dtype === 'f32' || x.dtype === 'i32', () => `reduce ${reduction}: takes f32 or i32; got ${describe(x)}`);
  const shape = keepAxes
    ? x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : x.shape.filter((_, axis) => !axes.includes(axis));
  return { shape, dtype: x.dtype };
}

export function inferMatmul(a: Spec, b: Spec, transposeA: boolean, transposeB: boolean): Spec {
  const rank = a.shape.length;
  const given = () => `${describe(a)}${transposeA ? 'ᵀ' : ''} × ${describe(b)}${transposeB ? 'ᵀ' : ''}`;
  require(rank >= 2 && b.shape.length === rank && sameShape(a.shape.slice(0, -2), b.shape.slice(0, -2)), () =>
    `matmul: operands need equal ranks ≥ 2 and equal leading axes; got ${given()}`);
  require(isFloat(a.dtype) && a.dtype === b.dtype, () => `matmul: operands must share a float type; got ${given()}`);
  const [m, ka] = transposeA ? [a.shape[rank - 1]!, a.shape[rank - 2]!] : [a.shape[rank - 2]!, a.shape[rank - 1]!];
  const [kb, n] = transposeB ? [b.shape[rank - 1]!, b.shape[rank - 2]!] : [b.shape[rank - 2]!, b.shape[rank - 1]!];
  require(ka === kb, () => `matmul: the summed axes must be equal; got ${given()}`);
  return { shape: [...a.shape.slice(0, -2), m, n], dtype: 'f32' };
}

export function inferReshape(x: Spec, shape: Shape): Spec {
  requireShape('reshape', shape);
  require(sizeOf(shape) === sizeOf(x.shape), () => `reshape: sizes must be equal; got ${describe(x)} to [${shape.join(',')}]`);
  return { shape, dtype: x.dtype };
}

export function inferTranspose(x: Spec, permutation: readonly number[]): Spec {
  const sorted = [...permutation].sort((a, b) => a - b);
  require(sorted.length === x.shape.length && sorted.every((axis, i) => axis === i), () =>
    `transpose: [${permutation.join(',')}] is not a permutation of the axes of ${describe(x)}`);
  return { shape: permutation.map((axis) => x.shape[axis]!), dtype: x.dtype };
}

export function inferBroadcast(x: Spec, shape: Shape): Spec {
  requireShape('broadcast', shape);
  const offset = shape.length - x.shape.length;
  require(offset >= 0 && x.shape.every((size, axis) => size === 1 || size === shape[axis + offset]), () =>
    `broadcast: ${describe(x)} does not repeat to [${shape.join(',')}]`);
  return { shape, dtype: x.dtype };
}

export function inferSlice(x: Spec, starts: readonly number[], sizes: Shape): Spec {
  requireShape('slice', sizes);
  const rank = x.shape.length;
  require(
    starts.length === rank && sizes.length === rank &&
      starts.every((start, axis) => Number.isInteger(start) && start >= 0 && start + sizes[axis]! <= x.shape[axis]!),
    () => `slice: start [${starts.join(',')}], size [${sizes.join(',')}] leave ${describe(x)}`,
  );
  return { shape: sizes, dtype: x.dtype };
}

export function inferUpdateSlice(x: Spec, update: Spec, axis: number, start: Spec): Spec {
  requireAxis('updateSlice', x, axis);
  const fits =
    update.dtype === x.dtype && update.shape.length === x.shape.length &&
    update.shape.every((size, i) => (i === axis ? size <= x.shape[i]! : size === x.shape[i]));
  require(fits, () => `updateSlice: ${describe(update)} does not fit into ${describe(x)} along axis ${axis}`);
  require(start.dtype === 'i32' && start.shape.length === 0, () => `updateSlice: start must be i32[]; got ${describe(start)}`);
  return { shape: x.shape, dtype: x.dtype };
}

export function inferPad(x: Spec, before: readonly number[], after: readonly number[]): Spec {
  const rank = x.shape.length;
  require(before.length === rank && after.length === rank && [...before, ...after].every((n) => Number.isInteger(n) && n >= 0),
    () => `pad: needs one non-negative number an axis, before and after; got [${before.join(',')}], [${after.join(',')}] for ${describe(x)}`);
  return { shape: x.shape.map((size, axis) => size + before[axis]! + after[axis]!), dtype: x.dtype };
}

export function inferConcat(values: readonly Spec[], axis: number): Spec {
  const first = values[0];
  require(first !== undefined, () => 'concat: needs at least one value');
  requireAxis('concat', first, axis);
  const alike = values.every((value) => value.dtype === first.dtype && value.shape.length === first.shape.length &&
    value.shape.every((size, i) => i === axis || size === first.shape[i]));
  require(alike, () => `concat: values must agree but for axis ${axis}; got ${values.map(describe).join(', ')}`);
  const total = values.reduce((sum, value) => sum + value.shape[axis]!, 0);
  return { shape: first.shape.map((size, i) => (i === axis ? total : size)), dtype: first.dtype };
}

export function inferGatherRows(table: Spec, indices: Spec): Spec {
  require(table.shape.length >= 1 && indices.dtype === 'i32', () =>
    `gatherRows: needs a table of rank ≥ 1 and i32 indices; got ${describe(table)}, ${describe(indices)}`);
  return { shape: [...indices.shape, ...table.shape.slice(1)], dtype: table.dtype };
}

export function inferScatterAddRows(base: Spec, indices: Spec, updates: Spec): Spec {
  const rows = inferGatherRows(base, indices);
  require(sameShape(rows.shape, updates.shape) && base.dtype === 'f32' && updates.dtype === 'f32', () =>
    `scatterAddRows: base and updates are f32, updates ${describe(rows)}; got ${describe(updates)} into ${describe(base)}`);
  return { shape: base.shape, dtype: base.dtype };
}

function requireAlike(op: string, a: Spec, b: Spec): void {
  require(a.dtype === b.dtype && sameShape(a.shape, b.shape), () =>
    `${op}: operands must have equal shapes and element types; got ${describe(a)}, ${describe(b)}`);
}
