/**
 * The types of what programs compute with. Legend used in every package: **B** batch, **T** time, **D** width,
 * **H** heads, **K** head width, **F** inner width, **V** vocabulary, **N** = B·T.
 */
import type { TypedArray } from '@oneday/core';

/** Element types. `f16` and `bf16` values are stored and multiplied, never added: arithmetic happens in `f32`. */
export type DType = 'f32' | 'f16' | 'bf16' | 'i32' | 'u32' | 'bool';

/** The element types that carry derivatives. */
export type FloatDType = 'f32' | 'f16' | 'bf16';

/** Sizes of the axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/** Shape and element type: all that is known of a value while a program is recorded. */
export interface Spec {
  readonly shape: Shape;
  readonly dtype: DType;
}

/**
 * A value inside a program: immutable, without data, alive only while its program is being recorded.
 * Using it in another program throws `ForeignValueError`. Made by {@link Primitives} alone.
 */
export class Value implements Spec {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Position among the values of its trace; dense, so that engines can keep arrays indexed by it. */
  readonly id: number;
  /** The recording this value belongs to. */
  readonly trace: object;

  constructor(spec: Spec, id: number, trace: object) {
    this.shape = spec.shape;
    this.dtype = spec.dtype;
    this.id = id;
    this.trace = trace;
  }
}

/** Handle of the only mutable thing on a device: a parameter, a gradient, an optimizer's moment, a counter. */
export interface Variable extends Spec {
  readonly kind: 'variable';
  readonly name: string;
}

/** What an operation reads: a value, or a variable that is read where it is used. */
export type Operand = Value | Variable;

/** An array on the host, given to a program. `data` is dense and row-major, of `shape`'s size. */
export interface HostArray {
  readonly shape: Shape;
  readonly data: TypedArray;
}

/**
 * Elements read back from a device: `Float32Array` for float types (an oracle that computes in double precision gives
 * `Float64Array`), `Int32Array`, `Uint32Array`, or `Uint8Array` for `bool`.
 */
export type Elements = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;

/** An array on a device that outlives its program: a program's output. Its holder disposes of it, once. */
export interface DeviceArray extends Spec, Disposable {
  readonly kind: 'deviceArray';
  dispose(): void;
}

/** Whether `dtype` is a floating-point type. */
export function isFloat(dtype: DType): dtype is FloatDType {
  return dtype === 'f32' || dtype === 'f16' || dtype === 'bf16';
}

/** Number of elements of `shape`; 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((size, axis) => size * axis, 1);
}

/** Whether two shapes are equal, axis by axis. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** `f32[2,3]`: how messages print a value. */
export function describe(spec: Spec): string {
  return `${spec.dtype}[${spec.shape.join(',')}]`;
}

/** Whether an operand is a variable. */
export function isVariable(operand: Operand): operand is Variable {
  return !(operand instanceof Value);
}
