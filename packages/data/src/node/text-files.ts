import { InvalidInputError } from '@oneday/core';
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
 * UTF-8 text files as documents: one a file, in pieces where a file is long. A piece ends before the last space in its
 * second half that follows a character other than white space, else before such a line end, else between characters.
 * GPT-2's pattern cuts at such places too, so that the byte-level BPE tokens of the pieces are those of the text.
 * Joined pieces are the file's text, byte for byte (without a byte-order mark at its start). Empty files give no
 * document.
 *
 * @param patterns paths, folders (all files below, but none whose name begins with a dot) or patterns with `*`, `**`,
 *   `?`, `{a,b}`; files come in the order of their paths, each once
 * @throws InvalidInputError from `next`, with the file and the byte, when a path names nothing, all files are empty, a
 *   file is not UTF-8 without zero bytes, or changes while it is read
 */
export function textFiles(
  patterns: string | readonly string[],
  { pieceBytes, chunk = ITEMS_PER_CHUNK }: TextFileOptions = {},
): Stream<Chunk<TextDocument>> {
  return fileDocuments(async () => (await findFiles(patterns)).map(wholeFile), chunk, readPieces(pieceBytes));
}

/** One file as a document, piece by piece. @throws InvalidInputError when `pieceBytes` is too small */
export function readPieces(pieceBytes = 2 ** 16): ReadDocuments {
  if (!(Number.isSafeInteger(pieceBytes) && pieceBytes >= MIN_PIECE_BYTES)) {
    const rule = `pieceBytes must be an integer of at least ${MIN_PIECE_BYTES}`;
    throw new InvalidInputError(`textFiles: ${rule}; got ${pieceBytes}`);
  }
  return (file, offset) => readPiece(file, offset, pieceBytes);
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
  for (const white of [SPACE, LINE_FEED]) {
    for (let at = bytes.lastIndexOf(white, most); at >= half; at = bytes.lastIndexOf(white, at - 1)) {
      if (followsText(bytes, at)) return at;
    }
  }
  let cut = most;
  // A continuation byte is inside a character of at most four bytes; where there are more of them, it is no UTF-8.
  while (cut > most - 4 && (bytes[cut]! & 0xc0) === 0x80) cut -= 1;
  return cut;
}

/** Decodes some bytes that may begin inside a character. */
const lenientDecoder = new TextDecoder();

/** Whether the character before a place is something else than white space. */
function followsText(bytes: Uint8Array, at: number): boolean {
  const before = bytes[at - 1]!;
  if (before < 0x80) return before !== SPACE && !(before >= 0x09 && before <= 0x0d);
  return /\S$/u.test(lenientDecoder.decode(bytes.subarray(Math.max(0, at - 4), at)));
}
