/** From a text to the tokens of its pieces. */

import { PIECES_AT_ONCE, cut, pieceEnds } from './cut';
import { forgetLongPieces, longPieces, setLongPiece, writeLongPiece } from './long-pieces';
import { useByteIds } from './merge';
import { MAX_SHORT_PIECE, forgetShortPieces, setShortPiece, shortPieces, writeShortPiece } from './short-pieces';

/**
 * When so many pieces are remembered, all are forgotten: a bound without bookkeeping for each lookup. With those that
 * may come before the next look at it, they are as many as the table of short ones takes before it grows to 128 MiB,
 */
const MAX_REMEMBERED: usize = (1 << 19) - PIECES_AT_ONCE;
/** and when so many of them are long, so that they and their tokens take at most 40 MiB. */
const MAX_LONG_REMEMBERED: usize = 1 << 16;

/** Tokens that pieces of the same bytes become, whatever the merges: of each its id, its length and its bytes. */
let wholePieces: usize = 0;
let wholePiecesEnd: usize = 0;
/** How many there are, and how many of them are long. */
let wholePieceCount: usize = 0;
let longWholePieceCount: usize = 0;

/** Bytes of the text that the last call of `encode` has encoded. */
export let encodedBytes: usize = 0;

/**
 * Sets what pieces become, besides the merges; once.
 *
 * @param byteIds token of each of the 256 bytes
 * @param whole tokens that pieces become whatever the merges, up to `wholeEnd`; 16 bytes behind them are read
 */
export function useTokens(byteIds: usize, whole: usize, wholeEnd: usize): void {
  useByteIds(byteIds);
  wholePieces = whole;
  wholePiecesEnd = wholeEnd;
  rememberWholePieces();
}

/**
 * Encodes a text, or the pieces of its beginning that what follows cannot change.
 *
 * @param text with at least 32 zeros behind
 * @param isWhole whether nothing follows
 * @param output where the ids go: room for an integer a byte, and for three more
 * @returns how many ids there are; `encodedBytes` says of how many bytes
 */
export function encode(text: usize, length: usize, isWhole: bool, output: usize): usize {
  const end = text + length;
  let from = text;
  let written = output;
  // In turn, so that neither waits for what the processor guesses of the other.
  for (let count = PIECES_AT_ONCE; count == PIECES_AT_ONCE;) {
    count = cut(from, end, isWhole);
    for (let i: usize = 0; i < count; i++) {
      const to = load<usize>(pieceEnds + 4 * i);
      written = writePiece(from, to - from, written);
      from = to;
    }
    if (isFull()) forget();
  }
  encodedBytes = from - text;
  return (written - output) >> 2;
}

// @ts-ignore: decorator
@inline
function writePiece(from: usize, length: usize, output: usize): usize {
  return length <= MAX_SHORT_PIECE ? writeShortPiece(from, length, output) : writeLongPiece(from, length, output);
}

function isFull(): bool {
  if (longPieces() - longWholePieceCount >= MAX_LONG_REMEMBERED) return true;
  // Where whole pieces take more than half, others get as much room.
  return shortPieces() + longPieces() >= max(MAX_REMEMBERED, 2 * wholePieceCount);
}

function forget(): void {
  forgetShortPieces();
  forgetLongPieces();
  rememberWholePieces();
}

function rememberWholePieces(): void {
  for (let at = wholePieces; at < wholePiecesEnd;) {
    const length = load<usize>(at, 4);
    if (length <= MAX_SHORT_PIECE) setShortPiece(at + 8, length, load<i32>(at));
    else setLongPiece(at + 8, length, at);
    at += 8 + length;
  }
  longWholePieceCount = longPieces();
  wholePieceCount = shortPieces() + longWholePieceCount;
}
