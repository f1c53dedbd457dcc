/**
 * The vocabulary: small and closed. Every engine implements all of it; everything bigger has a reference written in
 * it.
 */
import type { TypedArray } from '@oneday/core';
import type { DType, Shape, Value, Variable } from './value.ts';

/**
 * Elementwise functions of one `f32` value; `negate` and `abs` also take `i32`, `not` takes and `isFinite` gives
 * `bool`.
 */
export type UnaryOperation =
  | 'negate'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'rsqrt'
  | 'reciprocal'
  | 'tanh'
  | 'erf'
  | 'sin'
  | 'cos'
  | 'abs'
  | 'sign'
  | 'floor'
  | 'isFinite'
  | 'not';

/**
 * Elementwise functions of two values of one element type. The first group takes `f32`, `i32` and `u32`; `power`
 * takes `f32`; `remainder` and the shifts take integers (`shiftRight` is arithmetic for `i32`, logical for `u32`;
 * integers divided by zero give 0); `and`, `or`, `xor` take integers and `bool`.
 */
export type BinaryOperation =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'maximum'
  | 'minimum'
  | 'power'
  | 'remainder'
  | 'shiftLeft'
  | 'shiftRight'
  | 'and'
  | 'or'
  | 'xor';

/** Comparisons of two values of one element type, giving `bool`. A NaN is unequal to everything. */
export type Comparison = 'equal' | 'notEqual' | 'less' | 'lessEqual' | 'greater' | 'greaterEqual';

/** Reductions; `maximum` and `minimum` of values with a NaN are NaN. */
export type Reduction = 'sum' | 'maximum' | 'minimum';

/** Which operands of {@link Primitives.matmul} are read with their last two axes exchanged. */
export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/**
 * The primitive operations. All of them are pure except `assign`; none broadcasts by itself (the functions of
 * `arithmetic.ts` do). Shapes that do not fit throw `ShapeError` while the program is recorded.
 */
export interface Primitives {
  /** The variable's present value. Using it after an `assign` to the same variable throws `StaleReadError`. */
  read(variable: Variable): Value;
  /** Sets the variable, of the same shape and element type; the only side effect there is. */
  assign(variable: Variable, next: Value): void;
  /** A value known while recording; `data` is copied. Row-major, of `shape`'s size. */
  constant(data: TypedArray | number, spec: { readonly shape: Shape; readonly dtype: DType }): Value;
  /** 0, 1, 2 … along `axis`, repeated along the other axes. */
  iota(shape: Shape, axis: number, dtype: 'f32' | 'i32' | 'u32'): Value;
  /** Threefry-2x32-20: block j = counter (j, 0) gives elements 2j and 2j+1. `key` is `u32[2]`; the result is `u32`. */
  randomBits(key: Value, shape: Shape): Value;

  unary(operation: UnaryOperation, x: Value): Value;
  binary(operation: BinaryOperation, a: Value, b: Value): Value;
  compare(comparison: Comparison, a: Value, b: Value): Value;
  /** `condition ? a : b`, elementwise; `condition` is `bool`. */
  select(condition: Value, a: Value, b: Value): Value;
  /** Converts; to `bf16`/`f16` rounds to nearest even; `f32` to integers truncates and saturates, NaN gives 0. */
  cast(x: Value, dtype: DType): Value;

  /** Reduces over `axes`; with `keepAxes` they stay, of size 1. `f32` and `i32`. The maximum of nothing is −∞. */
  reduce(reduction: Reduction, x: Value, axes: readonly number[], keepAxes?: boolean): Value;
  /** Index of the largest element along `axis`, `i32`, the axis removed; the first one wins. */
  argMax(x: Value, axis: number): Value;
  /**
   * Matrix product over the last two axes, leading axes equal: `[…,M,K] × […,K,N] → […,M,N]`.
   * Operands of one float type; sums and result are `f32` whatever that type is.
   */
  matmul(a: Value, b: Value, options?: MatmulOptions): Value;

  reshape(x: Value, shape: Shape): Value;
  /** `result.shape[i] = x.shape[permutation[i]]`. */
  transpose(x: Value, permutation: readonly number[]): Value;
  /** Repeats axes of size 1 (and missing leading axes) to `shape`. */
  broadcast(x: Value, shape: Shape): Value;
  slice(x: Value, starts: readonly number[], sizes: Shape): Value;
  /** `x` with `update` written at `start` along `axis`; `start` is an `i32` scalar, clamped so that the update fits. */
  updateSlice(x: Value, update: Value, axis: number, start: Value): Value;
  /** Adds `before[i]` and `after[i]` elements of `fill` around axis i. */
  pad(x: Value, before: readonly number[], after: readonly number[], fill?: number): Value;
  concat(values: readonly Value[], axis: number): Value;
  /** `table[R,…rest]` at `indices` (`i32`, any shape) → `[…indices, …rest]`. An index outside [0, R) gives zeros. */
  gatherRows(table: Value, indices: Value): Value;
  /**
   * `base[R,…rest]` plus `updates[…indices, …rest]` at `indices`, added in index order; indices outside [0, R) are
   * dropped.
   */
  scatterAddRows(base: Value, indices: Value, updates: Value): Value;

  /** The same value, which no compiler may merge with another computation of it: keeps recomputation recomputed. */
  barrier(x: Value): Value;
  /** The same value without a derivative. */
  stopGradient(x: Value): Value;
}

/** Names of all primitives, so that wrappers can hand them on. */
export const primitiveNames = [
  'read',
  'assign',
  'constant',
  'iota',
  'randomBits',
  'unary',
  'binary',
  'compare',
  'select',
  'cast',
  'reduce',
  'argMax',
  'matmul',
  'reshape',
  'transpose',
  'broadcast',
  'slice',
  'updateSlice',
  'pad',
  'concat',
  'gatherRows',
  'scatterAddRows',
  'barrier',
  'stopGradient',
] as const satisfies readonly (keyof Primitives)[];
