/** Shapes and element types of the primitives' results; what does not fit throws `ShapeError`. */
import { ShapeError } from '@oneday/core';
import type { BinaryOperation, UnaryOperation } from './primitives.ts';
import { describe, isFloat, sameShape, sizeOf } from './value.ts';
import type { DType, Shape, Spec } from './value.ts';

const integerOnly: readonly BinaryOperation[] = ['remainder', 'shiftLeft', 'shiftRight'];
const bitwise: readonly BinaryOperation[] = ['and', 'or', 'xor'];

/** Throws a {@link ShapeError} unless `fits`. */
export function requireFit(fits: boolean, message: () => string): asserts fits {
  if (!fits) throw new ShapeError(message());
}

/** Throws unless `shape` is a list of non-negative integers. */
export function requireShape(op: string, shape: Shape): void {
  requireFit(shape.every((n) => Number.isInteger(n) && n >= 0), () =>
    `${op}: a shape is a list of non-negative integers; got [${shape.join(',')}]`);
}

/** Throws unless `axis` is one of `x`'s. */
export function requireAxis(op: string, x: Spec, axis: number): void {
  requireFit(Number.isInteger(axis) && axis >= 0 && axis < x.shape.length, () =>
    `${op}: axis must be in 0…${x.shape.length - 1}; got ${axis} for ${describe(x)}`);
}

/** The result of `unary`: `x`'s shape, `bool` for `isFinite`. */
export function inferUnary(operation: UnaryOperation, x: Spec): Spec {
  const allowed: readonly DType[] =
    operation === 'not' ? ['bool'] : operation === 'negate' || operation === 'abs' ? ['f32', 'i32'] : ['f32'];
  requireFit(allowed.includes(x.dtype), () => `${operation}: takes ${allowed.join(' or ')}; got ${describe(x)}`);
  return { shape: x.shape, dtype: operation === 'isFinite' ? 'bool' : x.dtype };
}

/** The result of `binary`. */
export function inferBinary(operation: BinaryOperation, a: Spec, b: Spec): Spec {
  requireAlike(operation, a, b);
  const allowed: readonly DType[] = bitwise.includes(operation)
    ? ['i32', 'u32', 'bool']
    : integerOnly.includes(operation)
      ? ['i32', 'u32']
      : operation === 'power'
        ? ['f32']
        : ['f32', 'i32', 'u32'];
  const fits = allowed.includes(a.dtype);
  requireFit(fits, () => `${operation}: takes ${allowed.join(', ')}; got ${describe(a)}; cast first`);
  return { shape: a.shape, dtype: a.dtype };
}

/** The result of `compare`, `bool`. */
export function inferCompare(comparison: string, a: Spec, b: Spec): Spec {
  requireAlike(comparison, a, b);
  requireFit(['f32', 'i32', 'u32'].includes(a.dtype), () => `${comparison}: takes f32, i32 or u32; got ${describe(a)}`);
  return { shape: a.shape, dtype: 'bool' };
}

/** The result of `select`. */
export function inferSelect(condition: Spec, a: Spec, b: Spec): Spec {
  requireAlike('select', a, b);
  requireFit(condition.dtype === 'bool' && sameShape(condition.shape, a.shape), () =>
    `select: the condition must be bool of the branches' shape; got ${describe(condition)} for ${describe(a)}`);
  return { shape: a.shape, dtype: a.dtype };
}

/** The result of `reduce`. */
export function inferReduce(reduction: string, x: Spec, axes: readonly number[], keepAxes: boolean): Spec {
  axes.forEach((axis) => requireAxis(`reduce ${reduction}`, x, axis));
  requireFit(new Set(axes).size === axes.length, () => `reduce ${reduction}: axes repeat in [${axes.join(',')}]`);
  requireFit(x.dtype === 'f32' || x.dtype === 'i32', () => `reduce ${reduction}: takes f32 or i32; got ${describe(x)}`);
  const shape = keepAxes
    ? x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : x.shape.filter((_, axis) => !axes.includes(axis));
  return { shape, dtype: x.dtype };
}

/** The result of `matmul`, `f32`. */
export function inferMatmul(a: Spec, b: Spec, transposeA: boolean, transposeB: boolean): Spec {
  const rank = a.shape.length;
  const given = () => `${describe(a)}${transposeA ? 'ᵀ' : ''} × ${describe(b)}${transposeB ? 'ᵀ' : ''}`;
  requireFit(rank >= 2 && b.shape.length === rank && sameShape(a.shape.slice(0, -2), b.shape.slice(0, -2)), () =>
    `matmul: operands need equal ranks ≥ 2 and equal leading axes; got ${given()}`);
  requireFit(isFloat(a.dtype) && a.dtype === b.dtype, () => `matmul: operands must share a float type; got ${given()}`);
  const [m, ka] = transposeA ? [a.shape[rank - 1]!, a.shape[rank - 2]!] : [a.shape[rank - 2]!, a.shape[rank - 1]!];
  const [kb, n] = transposeB ? [b.shape[rank - 1]!, b.shape[rank - 2]!] : [b.shape[rank - 2]!, b.shape[rank - 1]!];
  requireFit(ka === kb, () => `matmul: the summed axes must be equal; got ${given()}`);
  return { shape: [...a.shape.slice(0, -2), m, n], dtype: 'f32' };
}

/** The result of `reshape`. */
export function inferReshape(x: Spec, shape: Shape): Spec {
  requireShape('reshape', shape);
  requireFit(sizeOf(shape) === sizeOf(x.shape), () =>
    `reshape: sizes must be equal; got ${describe(x)} to [${shape.join(',')}]`);
  return { shape, dtype: x.dtype };
}

/** The result of `transpose`. */
export function inferTranspose(x: Spec, permutation: readonly number[]): Spec {
  const sorted = [...permutation].sort((a, b) => a - b);
  requireFit(sorted.length === x.shape.length && sorted.every((axis, i) => axis === i), () =>
    `transpose: [${permutation.join(',')}] is not a permutation of the axes of ${describe(x)}`);
  return { shape: permutation.map((axis) => x.shape[axis]!), dtype: x.dtype };
}

/** The result of `broadcast`. */
export function inferBroadcast(x: Spec, shape: Shape): Spec {
  requireShape('broadcast', shape);
  const offset = shape.length - x.shape.length;
  requireFit(offset >= 0 && x.shape.every((size, axis) => size === 1 || size === shape[axis + offset]), () =>
    `broadcast: ${describe(x)} does not repeat to [${shape.join(',')}]`);
  return { shape, dtype: x.dtype };
}

/** The result of `slice`. */
export function inferSlice(x: Spec, starts: readonly number[], sizes: Shape): Spec {
  requireShape('slice', sizes);
  const rank = x.shape.length;
  requireFit(starts.length === rank &&
    sizes.length === rank &&
    starts.every(
      (start, axis) => Number.isInteger(start) && start >= 0 && start + sizes[axis]! <= x.shape[axis]!,
    ), () => `slice: start [${starts.join(',')}], size [${sizes.join(',')}] leave ${describe(x)}`);
  return { shape: sizes, dtype: x.dtype };
}

/** The result of `updateSlice`, of `x`'s shape. */
export function inferUpdateSlice(x: Spec, update: Spec, axis: number, start: Spec): Spec {
  requireAxis('updateSlice', x, axis);
  const fits =
    update.dtype === x.dtype &&
    update.shape.length === x.shape.length &&
    update.shape.every((size, i) => (i === axis ? size <= x.shape[i]! : size === x.shape[i]));
  requireFit(fits, () => `updateSlice: ${describe(update)} does not fit into ${describe(x)} along axis ${axis}`);
  requireFit(start.dtype === 'i32' && start.shape.length === 0, () =>
    `updateSlice: start must be i32[]; got ${describe(start)}`);
  return { shape: x.shape, dtype: x.dtype };
}

/** The result of `pad`. */
export function inferPad(x: Spec, before: readonly number[], after: readonly number[]): Spec {
  const rank = x.shape.length;
  const isCount = (n: number) => Number.isInteger(n) && n >= 0;
  const fits = before.length === rank && after.length === rank && [...before, ...after].every(isCount);
  requireFit(fits, () => {
    const given = `[${before.join(',')}], [${after.join(',')}] for ${describe(x)}`;
    return `pad: needs one non-negative number an axis, before and after; got ${given}`;
  });
  return { shape: x.shape.map((size, axis) => size + before[axis]! + after[axis]!), dtype: x.dtype };
}

/** The result of `concat`. */
export function inferConcat(values: readonly Spec[], axis: number): Spec {
  const first = values[0];
  requireFit(first !== undefined, () => 'concat: needs at least one value');
  requireAxis('concat', first, axis);
  const alike = values.every(
    (value) =>
      value.dtype === first.dtype &&
      value.shape.length === first.shape.length &&
      value.shape.every((size, i) => i === axis || size === first.shape[i]),
  );
  requireFit(alike, () => `concat: values must agree but for axis ${axis}; got ${values.map(describe).join(', ')}`);
  const total = values.reduce((sum, value) => sum + value.shape[axis]!, 0);
  return { shape: first.shape.map((size, i) => (i === axis ? total : size)), dtype: first.dtype };
}

/** The result of `gatherRows`. */
export function inferGatherRows(table: Spec, indices: Spec): Spec {
  requireFit(table.shape.length >= 1 && indices.dtype === 'i32', () =>
    `gatherRows: needs a table of rank ≥ 1 and i32 indices; got ${describe(table)}, ${describe(indices)}`);
  return { shape: [...indices.shape, ...table.shape.slice(1)], dtype: table.dtype };
}

/** The result of `scatterAddRows`, of `base`'s shape. */
export function inferScatterAddRows(base: Spec, indices: Spec, updates: Spec): Spec {
  const rows = inferGatherRows(base, indices);
  const fits = sameShape(rows.shape, updates.shape) && base.dtype === 'f32' && updates.dtype === 'f32';
  requireFit(fits, () => {
    const given = `${describe(updates)} into ${describe(base)}`;
    return `scatterAddRows: base and updates are f32, updates ${describe(rows)}; got ${given}`;
  });
  return { shape: base.shape, dtype: base.dtype };
}

function requireAlike(op: string, a: Spec, b: Spec): void {
  requireFit(a.dtype === b.dtype && sameShape(a.shape, b.shape), () =>
    `${op}: operands must have equal shapes and element types; got ${describe(a)}, ${describe(b)}`);
}
