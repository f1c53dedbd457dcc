import type { StoredDType, StoredTensor } from '@oneday/core';

/** How an element type is called in a safetensors file, and what holds its elements in memory. */
interface ElementType {
  readonly fileName: string;
  readonly byteSize: number;
  /** A view of `count` elements; `byteOffset` must be a multiple of `byteSize`. */
  view(buffer: ArrayBufferLike, byteOffset: number, count: number): StoredTensor['data'];
}

/** In the order that the reference implementation gives their tensors in a file: larger elements first. */
const ELEMENT_TYPES: Readonly<Record<StoredDType, ElementType>> = {
  u64: { fileName: 'U64', byteSize: 8, view: (buffer, offset, count) => new BigUint64Array(buffer, offset, count) },
  i64: { fileName: 'I64', byteSize: 8, view: (buffer, offset, count) => new BigInt64Array(buffer, offset, count) },
  f64: { fileName: 'F64', byteSize: 8, view: (buffer, offset, count) => new Float64Array(buffer, offset, count) },
  f32: { fileName: 'F32', byteSize: 4, view: (buffer, offset, count) => new Float32Array(buffer, offset, count) },
  u32: { fileName: 'U32', byteSize: 4, view: (buffer, offset, count) => new Uint32Array(buffer, offset, count) },
  i32: { fileName: 'I32', byteSize: 4, view: (buffer, offset, count) => new Int32Array(buffer, offset, count) },
  bf16: { fileName: 'BF16', byteSize: 2, view: (buffer, offset, count) => new Uint16Array(buffer, offset, count) },
  f16: { fileName: 'F16', byteSize: 2, view: (buffer, offset, count) => new Uint16Array(buffer, offset, count) },
  u16: { fileName: 'U16', byteSize: 2, view: (buffer, offset, count) => new Uint16Array(buffer, offset, count) },
  i16: { fileName: 'I16', byteSize: 2, view: (buffer, offset, count) => new Int16Array(buffer, offset, count) },
  i8: { fileName: 'I8', byteSize: 1, view: (buffer, offset, count) => new Int8Array(buffer, offset, count) },
  u8: { fileName: 'U8', byteSize: 1, view: (buffer, offset, count) => new Uint8Array(buffer, offset, count) },
  bool: { fileName: 'BOOL', byteSize: 1, view: (buffer, offset, count) => new Uint8Array(buffer, offset, count) },
};

const DTYPE_OF_FILE_NAME: ReadonlyMap<string, StoredDType> = new Map(
  (Object.keys(ELEMENT_TYPES) as StoredDType[]).map((dtype) => [ELEMENT_TYPES[dtype].fileName, dtype]),
);

/** The file names of all element types. */
export const FILE_NAMES: readonly string[] = [...DTYPE_OF_FILE_NAME.keys()];

/** The element type that a file calls by this name, or undefined. */
export function dtypeOfFileName(fileName: string): StoredDType | undefined {
  return DTYPE_OF_FILE_NAME.get(fileName);
}

/** Where an element type's tensors come in a file: those of rank 0 first. */
export function fileRankOf(dtype: StoredDType): number {
  return FILE_NAMES.indexOf(ELEMENT_TYPES[dtype].fileName);
}

/** The name of an element type in a file. */
export function fileNameOf(dtype: StoredDType): string {
  return ELEMENT_TYPES[dtype].fileName;
}

/** Bytes of one element. */
export function byteSizeOf(dtype: StoredDType): number {
  return ELEMENT_TYPES[dtype].byteSize;
}

/** The kind of array that holds this element type, e.g. `Float32Array`. */
export function arrayNameOf(dtype: StoredDType): string {
  return ELEMENT_TYPES[dtype].view(new ArrayBuffer(0), 0, 0)[Symbol.toStringTag];
}

/**
 * A tensor over bytes of a buffer: a view where the offset is a multiple of the element size, otherwise a copy.
 *
 * @param byteLength elements times element size
 */
export function tensorOver(
  dtype: StoredDType,
  shape: readonly number[],
  buffer: ArrayBufferLike,
  byteOffset: number,
  byteLength: number,
): StoredTensor {
  const { byteSize, view } = ELEMENT_TYPES[dtype];
  const data =
    byteOffset % byteSize === 0
      ? view(buffer, byteOffset, byteLength / byteSize)
      : view(buffer.slice(byteOffset, byteOffset + byteLength), 0, byteLength / byteSize);
  return { dtype, shape, data } as StoredTensor;
}

/** The bytes of a tensor's elements, a view. */
export function bytesOf({ data }: StoredTensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
