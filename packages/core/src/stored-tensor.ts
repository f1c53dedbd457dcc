/**
 * The array that holds each element type in memory. `f16` and `bf16` are kept as their 16 bits, `bool` as one byte
 * per element (0 or 1).
 */
export interface StoredArrays {
  readonly f64: Float64Array;
  readonly f32: Float32Array;
  readonly f16: Uint16Array;
  readonly bf16: Uint16Array;
  readonly i64: BigInt64Array;
  readonly i32: Int32Array;
  readonly i16: Int16Array;
  readonly i8: Int8Array;
  readonly u64: BigUint64Array;
  readonly u32: Uint32Array;
  readonly u16: Uint16Array;
  readonly u8: Uint8Array;
  readonly bool: Uint8Array;
}

/** Element types that files can hold; a superset of what programs compute in. */
export type StoredDType = keyof StoredArrays;

/** One tensor at rest on the host: row-major, `data.length` is the product of `shape` (1 for a scalar, shape []). */
export type StoredTensor = {
  readonly [D in StoredDType]: { readonly dtype: D; readonly shape: readonly number[]; readonly data: StoredArrays[D] };
}[StoredDType];

/** Tensors by name. A map, so that no name from a file can reach an object's prototype. */
export type NamedTensors = ReadonlyMap<string, StoredTensor>;
