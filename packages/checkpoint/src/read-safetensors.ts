import type { NamedTensors } from '@oneday/core';
import { tensorOver } from './element-types.ts';
import { LENGTH_BYTES, parseHeader, parseHeaderLength } from './safetensors-header.ts';

/** What a safetensors file holds. */
export interface SafetensorsFile {
  /** In the order of their bytes. */
  readonly tensors: NamedTensors;
  /** Text about the file, e.g. `{ format: 'pt' }`; empty where it has none. */
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Reads a safetensors file from memory. Tensors are views of the given bytes where these are aligned to the element
 * size (files that we write always are, when they start at a multiple of 8), otherwise copies.
 *
 * @param bytes the whole file; nothing in it is trusted
 * @param what the file's name; it opens the error line
 * @throws InvalidInputError when the file breaks the format's rules anywhere, in one line
 */
export function readSafetensors(bytes: Uint8Array, what = 'safetensors'): SafetensorsFile {
  const headerLength = parseHeaderLength(bytes, bytes.byteLength, what);
  const dataStart = LENGTH_BYTES + headerLength;
  const header = bytes.subarray(LENGTH_BYTES, dataStart);
  const { entries, metadata } = parseHeader(header, bytes.byteLength - dataStart, what);
  const tensors = new Map(
    entries.map(({ name, dtype, shape, begin, end }) => [
      name,
      tensorOver(dtype, shape, bytes.buffer, bytes.byteOffset + dataStart + begin, end - begin),
    ]),
  );
  return { tensors, metadata };
}
