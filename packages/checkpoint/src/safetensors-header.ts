import { InvalidInputError, isJsonObject, parseJson, showValue } from '@oneday/core';
import type { Json, JsonObject, StoredDType } from '@oneday/core';
import { findSuspectKey } from './duplicate-key.ts';
import { FILE_NAMES, byteSizeOf, dtypeOfFileName } from './element-types.ts';

/**
 * The safetensors format: 8 bytes little-endian header length N, N bytes of JSON, then the tensors' bytes without gaps.
 * The JSON is `{ name: { dtype, shape, data_offsets: [begin, end] }, …, "__metadata__"?: { key: string } }`, offsets
 * counted from the first byte after the header. Source: huggingface/safetensors, README and `tensor.rs`.
 */

/** Bytes of the header-length field. */
export const LENGTH_BYTES = 8;

/** Longest header accepted, in bytes; the reference implementation's limit. */
export const MAX_HEADER_BYTES = 100_000_000;

/** The key of the header that holds text about the file instead of a tensor. */
export const METADATA_KEY = '__metadata__';

/** Depth of the header's JSON: object, tensor, list. */
const MAX_DEPTH = 3;

/** Where a tensor lies and how to read it. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: StoredDType;
  readonly shape: readonly number[];
  /** Bytes from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

/** A header that has been checked against the file's size. */
export interface SafetensorsHeader {
  /** In the order of their bytes, which they cover without gap or overlap. */
  readonly entries: readonly TensorEntry[];
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * The header's length, from the file's first bytes.
 *
 * @param what the file's name; it opens the error line
 * @param byteLength the size of the whole file
 * @throws InvalidInputError when the file is too short for it, or the length is over the limit
 */
export function parseHeaderLength(start: Uint8Array, byteLength: number, what: string): number {
  if (byteLength < LENGTH_BYTES) {
    throw refusal(what, `at least ${LENGTH_BYTES} bytes expected; the file has ${byteLength}`);
  }
  const view = new DataView(start.buffer, start.byteOffset, LENGTH_BYTES);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (length > MAX_HEADER_BYTES) {
    const rule = `the header must be at most ${MAX_HEADER_BYTES} bytes`;
    throw refusal(what, `${rule}; it states ${length}; is it a safetensors file?`);
  }
  if (LENGTH_BYTES + length > byteLength) {
    throw refusal(what, `the header must fit the file; it states ${length} bytes and the file has ${byteLength}`);
  }
  return length;
}

/**
 * Parses and checks a header. Nothing is allocated by what it claims: after this, every entry is known to lie in the
 * file, to be as long as its shape says, and to overlap no other.
 *
 * @param dataBytes bytes of the file after the header
 * @param what the file's name; it opens the error line
 * @throws InvalidInputError with the first thing wrong
 */
export function parseHeader(header: Uint8Array, dataBytes: number, what: string): SafetensorsHeader {
  const json = parseHeaderJson(header, what);
  const entries = Object.entries(json)
    .filter(([name]) => name !== METADATA_KEY)
    .map(([name, entry]) => parseEntry(name, entry, dataBytes, what))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== covered) {
      const kind = begin < covered ? 'overlaps the one before' : `leaves a gap of ${begin - covered} bytes before it`;
      throw refusal(what, `tensors must follow each other; ${showValue(name)} at ${begin} ${kind}`);
    }
    covered = end;
  }
  if (covered !== dataBytes) {
    throw refusal(what, `the tensors must cover the data; they end at ${covered} of ${dataBytes} bytes`);
  }
  return { entries, metadata: parseMetadata(json, what) };
}

function parseHeaderJson(header: Uint8Array, what: string): JsonObject {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header);
  } catch (cause) {
    throw new InvalidInputError(`${what}: the header must be UTF-8`, { cause });
  }
  if (!text.startsWith('{')) throw refusal(what, `the header must open with "{"; got ${showValue(text.slice(0, 8))}`);
  const suspect = findSuspectKey(text, MAX_DEPTH);
  if (suspect !== undefined && 'depth' in suspect) {
    throw refusal(what, `the header must be nested at most ${MAX_DEPTH} deep; got more`);
  }
  if (suspect !== undefined) throw refusal(what, `every name may come once; got ${showValue(suspect.duplicate)} twice`);
  const json = parseJson(text, `${what}: the header`, MAX_HEADER_BYTES);
  if (!isJsonObject(json)) throw refusal(what, 'the header must be an object');
  return json;
}

function parseEntry(name: string, entry: Json, dataBytes: number, what: string): TensorEntry {
  const tensor = `tensor ${showValue(name)}`;
  if (!isJsonObject(entry)) throw refusal(what, `${tensor} must be an object; got ${showValue(entry)}`);
  const { dtype: fileName, shape, data_offsets: offsets } = entry;
  const dtype = typeof fileName === 'string' ? dtypeOfFileName(fileName) : undefined;
  if (dtype === undefined) {
    throw refusal(what, `${tensor}: dtype must be one of ${FILE_NAMES.join(', ')}; got ${showValue(fileName)}`);
  }
  if (!isSizeList(shape)) {
    throw refusal(what, `${tensor}: shape must be a list of non-negative integers; got ${showValue(shape)}`);
  }
  const [begin, end] = isSizeList(offsets) && offsets.length === 2 ? offsets : [];
  if (begin === undefined || end === undefined || begin > end || end > dataBytes) {
    const rule = `data_offsets must be [begin, end] within ${dataBytes} bytes of data`;
    throw refusal(what, `${tensor}: ${rule}; got ${showValue(offsets)}`);
  }
  // Float64 products of non-negative integers may round, but never to equality with a smaller safe integer.
  const expected = shape.reduce((product, size) => product * size, byteSizeOf(dtype));
  if (end - begin !== expected) {
    const stated = `${fileName as string}${showValue(shape)}`;
    throw refusal(what, `${tensor}: ${stated} takes ${expected} bytes; data_offsets give it ${end - begin}`);
  }
  return { name, dtype, shape, begin, end };
}

function isSizeList(value: Json | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function parseMetadata(json: JsonObject, what: string): ReadonlyMap<string, string> {
  if (!Object.hasOwn(json, METADATA_KEY)) return new Map();
  const metadata = json[METADATA_KEY];
  const entries = isJsonObject(metadata) ? Object.entries(metadata) : undefined;
  if (entries === undefined || entries.some(([, value]) => typeof value !== 'string')) {
    throw refusal(what, `${METADATA_KEY} must map names to strings; got ${showValue(metadata)}`);
  }
  return new Map(entries as [string, string][]);
}

function refusal(what: string, rule: string): InvalidInputError {
  return new InvalidInputError(`${what}: ${rule}`);
}
