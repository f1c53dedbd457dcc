import { InvalidInputError } from '@oneday/core';
import type { Stream } from '@oneday/core';
import { ITEMS_PER_CHUNK } from '../chunk.ts';
import type { Chunk } from '../chunk.ts';
import { decodeText } from '../decode-utf8.ts';
import type { TextDocument } from '../text-document.ts';
import { fileDocuments } from './file-documents.ts';
import type { TextFileReader } from './text-file-reader.ts';

/** Options of `textFiles`. */
export interface TextFileOptions {
  /** Longest text in one item, in bytes of UTF-8; a longer file comes in pieces. At least 8. Default 65,536. */
  readonly pieceBytes?: number;
  /** Most items in a chunk; a chunk ends earlier after a mebibyte of text. Default 128. */
  readonly chunk?: number;
}

/** Smallest piece: a character has up to four bytes and must not be cut. */
const MIN_PIECE_BYTES = 8;

const LINE_FEED = 0x0a;
const SPACE = 0x20;

/**
 * UTF-8 text files as documents: one a file, in pieces where a file is long. A piece ends after the last line end in
 * its second half, else before the last space, else between characters; joined pieces are the file's text, byte for
 * byte (without a byte-order mark at its start). Empty files give no document.
 *
 * @param patterns paths, folders (all files below, but none whose name begins with a dot) or patterns with `*`, `**`,
 *   `?`, `{a,b}`; files come in the order of their paths, each once
 * @throws InvalidInputError from `next`, with the file and the byte, when a path names nothing, all files are empty, a
 *   file is not UTF-8 without zero bytes, or changes while it is read
 */
export function textFiles(
  patterns: string | readonly string[],
  { pieceBytes = 2 ** 16, chunk = ITEMS_PER_CHUNK }: TextFileOptions = {},
): Stream<Chunk<TextDocument>> {
  if (!(Number.isSafeInteger(pieceBytes) && pieceBytes >= MIN_PIECE_BYTES)) {
    const rule = `pieceBytes must be an integer of at least ${MIN_PIECE_BYTES}`;
    throw new InvalidInputError(`textFiles: ${rule}; got ${pieceBytes}`);
  }
  return fileDocuments(patterns, chunk, (file, offset) => readPiece(file, offset, pieceBytes));
}

async function readPiece(file: TextFileReader, offset: number, pieceBytes: number) {
  // One byte more than a piece tells whether the character at the cut goes on.
  const bytes = await file.read(offset, pieceBytes + 1);
  const length = bytes.length <= pieceBytes ? bytes.length : cutOf(bytes, pieceBytes);
  const end = offset + length;
  const text = decodeText(bytes.subarray(0, length), file.what, offset);
  const continues = end < file.bytes;
  const documents: TextDocument[] = text === '' ? [] : [{ text, source: file.path, ...(continues && { continues }) }];
  return { documents, end };
}

/** Where to cut a text that has more than `most` bytes. */
function cutOf(bytes: Uint8Array, most: number): number {
  const half = most >> 1;
  const line = bytes.lastIndexOf(LINE_FEED, most - 1);
  if (line >= half) return line + 1;
  const space = bytes.lastIndexOf(SPACE, most);
  if (space >= half) return space;
  let cut = most;
  // A continuation byte is inside a character of at most four bytes; where there are more of them, it is no UTF-8.
  while (cut > most - 4 && (bytes[cut]! & 0xc0) === 0x80) cut -= 1;
  return cut;
}
