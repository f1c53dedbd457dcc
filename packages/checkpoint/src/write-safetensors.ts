import { InvalidInputError, showValue } from '@oneday/core';
import type { NamedTensors, StoredTensor } from '@oneday/core';
import { arrayNameOf, bytesOf, fileNameOf, fileRankOf } from './element-types.ts';
import { LENGTH_BYTES, MAX_HEADER_BYTES, METADATA_KEY } from './safetensors-header.ts';

/** The data starts at a multiple of this, so that every element type is aligned in a mapped file. */
const ALIGNMENT_BYTES = 8;

/**
 * A safetensors file in memory, byte for byte as the reference implementation writes it: larger element types come
 * first, then names by code point, whatever order the map has; the data is aligned to 8 bytes and so every tensor to
 * its element size.
 *
 * @param tensors by name
 * @param metadata text about the file; `{ format: 'pt' }` is what PyTorch's loaders look for
 * @throws InvalidInputError when a tensor's data does not fit its dtype and shape, or a name is `__metadata__`
 */
export function writeSafetensors(tensors: NamedTensors, metadata?: ReadonlyMap<string, string>): Uint8Array {
  const parts = safetensorsParts(tensors, metadata);
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.byteLength;
  }
  return file;
}

/**
 * The same file in parts to be written one after the other: the header, then each tensor's bytes in place, uncopied.
 *
 * @throws InvalidInputError as `writeSafetensors`
 */
export function safetensorsParts(tensors: NamedTensors, metadata?: ReadonlyMap<string, string>): Uint8Array[] {
  const ordered = [...tensors].sort(
    ([nameA, a], [nameB, b]) => fileRankOf(a.dtype) - fileRankOf(b.dtype) || compareCodePoints(nameA, nameB),
  );
  const entries: [string, unknown][] = [];
  if (metadata !== undefined && metadata.size > 0) {
    entries.push([METADATA_KEY, Object.fromEntries([...metadata].sort(([a], [b]) => compareCodePoints(a, b)))]);
  }
  let end = 0;
  for (const [name, tensor] of ordered) {
    checkTensor(name, tensor);
    const begin = end;
    end += tensor.data.byteLength;
    entries.push([name, { dtype: fileNameOf(tensor.dtype), shape: tensor.shape, data_offsets: [begin, end] }]);
  }
  return [encodeHeader(entries), ...ordered.map(([, tensor]) => bytesOf(tensor))];
}

/** The order of the strings' UTF-8 bytes, which that of their UTF-16 units is not. */
function compareCodePoints(a: string, b: string): number {
  const [pointsA, pointsB] = [[...a], [...b]];
  const at = pointsA.findIndex((point, i) => point !== pointsB[i]);
  if (at === -1) return pointsA.length - pointsB.length;
  return pointsA[at]!.codePointAt(0)! - (pointsB[at]?.codePointAt(0) ?? -1);
}

/** Written piece by piece: an object would put names like `10` before all others. */
function encodeHeader(entries: readonly (readonly [string, unknown])[]): Uint8Array {
  const json = `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
  const text = new TextEncoder().encode(json);
  const length = Math.ceil(text.byteLength / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
  if (length > MAX_HEADER_BYTES) {
    const rule = `the header must be at most ${MAX_HEADER_BYTES} bytes`;
    throw new InvalidInputError(`writeSafetensors: ${rule}; got ${length}; use fewer tensors or shorter names`);
  }
  const header = new Uint8Array(LENGTH_BYTES + length).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(text, LENGTH_BYTES);
  return header;
}

function checkTensor(name: string, { dtype, shape, data }: StoredTensor): void {
  const tensor = `writeSafetensors: tensor ${showValue(name)}`;
  if (name === METADATA_KEY) throw new InvalidInputError(`${tensor}: the name is taken by the format; choose another`);
  if (/\p{Surrogate}/u.test(name)) throw new InvalidInputError(`${tensor}: the name must not have lone surrogates`);
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw new InvalidInputError(`${tensor}: sizes must be non-negative integers; got ${showValue(shape)}`);
  }
  const count = shape.reduce((product, size) => product * size, 1);
  if (count !== data.length) {
    const rule = `shape ${showValue(shape)} has ${count} elements`;
    throw new InvalidInputError(`${tensor}: ${rule}; the data has ${data.length}`);
  }
  const [expected, got] = [arrayNameOf(dtype), data[Symbol.toStringTag]];
  if (got !== expected) throw new InvalidInputError(`${tensor}: ${dtype} is held by ${expected}; got ${got}`);
}
