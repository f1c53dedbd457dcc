/** What suites are made of: one call of one operation, with everything needed to run it anywhere. */
import { foldIn, randomBits, randomNormal, seedKey } from '@oneday/core';
import { sizeOf } from '@oneday/ops';
import type { HostArray, Ops, PrecisionPolicy, Shape, Value, ValueRecord } from '@oneday/ops';
import type { BoundName } from '../error-bound.ts';

/** Named values of a program. */
export type NamedValues = { readonly [name: string]: Value };

/** An `f32` array of the host. */
export interface FloatArray extends HostArray {
  readonly data: Float32Array;
}

/** An `i32` array of the host. */
export interface IntegerArray extends HostArray {
  readonly data: Int32Array;
}

/** Named arrays of the host. */
export type NamedArrays = { readonly [name: string]: HostArray };

/** One call of one operation. */
export interface OperationCase {
  /** The operation and what is special about the call. */
  readonly name: string;
  /** Its row in the table of error bounds. */
  readonly bound: BoundName;
  readonly inputs: NamedArrays;
  /** Inputs, `f32`, whose gradients are checked. */
  readonly gradients?: readonly string[];
  /** Whether the call is run under a tape only, because another case runs it without. Default false. */
  readonly underTapeOnly?: boolean;
  /** Precision policies to run under; `f32` alone unless given. */
  readonly policies?: readonly PrecisionPolicy[];
  /** Whether differences approximate the derivative; false for calls that round. Default true. */
  readonly smooth?: boolean;
  /** The call. */
  compute(o: Ops, inputs: NamedValues): Value | ValueRecord;
}

/** All three policies, for operations that round. */
export const allPolicies: readonly PrecisionPolicy[] = ['f32', 'bf16', 'f16'];

/** An `f32` array of normal numbers that depend on `name` alone, times `scale`, plus `shift`. */
export function normals(name: string, shape: Shape, scale = 1, shift = 0): FloatArray {
  const numbers = randomNormal(foldIn(seedKey(0), name), sizeOf(shape));
  return { shape, data: numbers.map((x) => x * scale + shift) };
}

/** An `f32` array of numbers from 0.5 on. */
export function positives(name: string, shape: Shape): FloatArray {
  return { shape, data: normals(name, shape).data.map((x) => Math.abs(x) + 0.5) };
}

/** An `i32` array of numbers in [0, limit). */
export function indices(name: string, shape: Shape, limit: number): IntegerArray {
  const bits = randomBits(foldIn(seedKey(1), name), sizeOf(shape));
  return { shape, data: Int32Array.from(bits, (word) => word % limit) };
}

/** An `f32` vector of these numbers. */
export function floats(...numbers: number[]): FloatArray {
  return { shape: [numbers.length], data: Float32Array.from(numbers) };
}

/** An `i32` array of these numbers; a vector unless `shape` is given. */
export function integers(numbers: readonly number[], shape: Shape = [numbers.length]): HostArray {
  return { shape, data: Int32Array.from(numbers) };
}

/** A `u32` vector of these numbers. */
export function unsigned(...numbers: number[]): HostArray {
  return { shape: [numbers.length], data: Uint32Array.from(numbers) };
}

/** A `bool` array of these numbers, 0 or 1; a vector unless `shape` is given. */
export function booleans(numbers: readonly number[], shape: Shape = [numbers.length]): HostArray {
  return { shape, data: Uint8Array.from(numbers) };
}
