import { InvalidInputError, isJsonObject, parseJson, showValue } from '@oneday/core';
import type { Stream } from '@oneday/core';
import { ITEMS_PER_CHUNK } from '../chunk.ts';
import type { Chunk } from '../chunk.ts';
import { decodeText } from '../decode-utf8.ts';
import type { TextDocument } from '../text-document.ts';
import { fileDocuments } from './file-documents.ts';
import type { ReadDocuments } from './file-documents.ts';
import { wholeFile } from './file-range.ts';
import { findFiles } from './find-files.ts';
import type { TextFileReader } from './text-file-reader.ts';

/** Options of `jsonl`. */
export interface JsonlOptions {
  /** The property that holds the text. Default `text`. */
  readonly field?: string;
  /** Longest line, in bytes; a longer one is refused before it is in memory. Default 16 MiB. */
  readonly maxLineBytes?: number;
  /** Most documents in a chunk; a chunk ends earlier after a mebibyte. Default 128. */
  readonly chunk?: number;
}

/** Bytes looked at first; longer lines are looked for in twice as many, and so on. */
const FIRST_BYTES = 2 ** 16;

const LINE_FEED = 0x0a;

/**
 * The documents of JSON-lines files: one object a line, whose property `text` is the text. Empty lines are passed over.
 *
 * @param patterns as for `textFiles`
 * @throws InvalidInputError from `next`, with the file and the byte at which the line begins, when a line is too long,
 *   not UTF-8, no JSON object, or has no such text; and as `textFiles` does
 */
export function jsonl(
  patterns: string | readonly string[],
  options: JsonlOptions = {},
): Stream<Chunk<TextDocument>> {
  const find = async () => (await findFiles(patterns)).map(wholeFile);
  return fileDocuments(find, options.chunk ?? ITEMS_PER_CHUNK, readLines(options));
}

/** The lines of one file as documents. */
export function readLines({ field = 'text', maxLineBytes = 2 ** 24 }: JsonlOptions): ReadDocuments {
  return async (file, offset, to, most) => {
    const bytes = await wholeLines(file, offset, to, maxLineBytes);
    const documents: TextDocument[] = [];
    let start = 0;
    while (start < bytes.length && documents.length < most) {
      const feed = bytes.indexOf(LINE_FEED, start);
      const end = feed < 0 ? bytes.length : feed;
      const text = textOf(bytes.subarray(start, end), file, offset + start, field);
      if (text !== undefined) documents.push({ text, source: file.path });
      start = end + 1;
    }
    return { documents, end: Math.min(offset + start, to) };
  };
}

/** The bytes from `offset` on, up to the end of a line, and at least one line; none beyond `to`, where a line ends. */
async function wholeLines(
  file: TextFileReader,
  offset: number,
  to: number,
  maxLineBytes: number,
): Promise<Uint8Array> {
  for (let length = Math.min(FIRST_BYTES, maxLineBytes + 1); ; length = Math.min(2 * length, maxLineBytes + 1)) {
    const bytes = await file.read(offset, Math.min(length, to - offset));
    if (offset + bytes.length === to) return bytes;
    const feed = bytes.lastIndexOf(LINE_FEED);
    if (feed >= 0) return bytes.subarray(0, feed + 1);
    if (length > maxLineBytes) {
      throw new InvalidInputError(`${file.what}: the line at byte ${offset} is longer than ${maxLineBytes} bytes`);
    }
  }
}

function textOf(line: Uint8Array, file: TextFileReader, offset: number, field: string): string | undefined {
  const json = decodeText(line, file.what, offset);
  if (json.trim() === '') return undefined;
  const what = `${file.what}: the line at byte ${offset}`;
  const value = parseJson(json, what, json.length);
  const text = isJsonObject(value) && Object.hasOwn(value, field) ? value[field] : undefined;
  if (typeof text !== 'string') {
    const rule = `an object with the text in ${showValue(field)} expected`;
    throw new InvalidInputError(`${what}: ${rule}; got ${showValue(value)}`);
  }
  return text;
}
