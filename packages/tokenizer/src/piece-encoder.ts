import { ByteStringTable } from './byte-string-table.ts';
import { Int32List } from './int32-list.ts';
import { mergePiece } from './merge-piece.ts';
import type { MergeTable } from './merge-table.ts';
import type { PieceScanner } from './scanners/piece-scanner.ts';
import { MAX_SHORT_PIECE, ShortPieceTable } from './short-piece-table.ts';
import { MAX_TINY_PIECE, TinyPieceTable } from './tiny-piece-table.ts';
import type { Utf8 } from './utf8-encoder.ts';

/** When so many different pieces are remembered, all are forgotten: a bound without bookkeeping for each lookup. */
const MAX_REMEMBERED = 1 << 19;

/** Longer pieces hardly ever come twice. */
const MAX_LONG_PIECE = 128;

/** As many long ones, so that they and their tokens are at most 40 MiB. */
const MAX_LONG_REMEMBERED = 1 << 16;

/** Cuts UTF-8 into pieces and merges each into token ids, remembering those of the pieces it has seen. */
export class PieceEncoder {
  readonly #pieceEnd: PieceScanner;
  readonly #byteIds: Int32Array;
  readonly #merges: MergeTable;
  readonly #wholePieces = new ByteStringTable();
  /** The tokens of whole pieces, by their numbers. */
  readonly #wholeIds: number[] = [];
  /**
   * Of each short piece how many ids it has, and the id if it is one; else where they begin in the list below. Most
   * pieces are tiny.
   */
  readonly #tiny = new TinyPieceTable();
  readonly #short = new ShortPieceTable();
  readonly #ids = new Int32List();
  /** Longer pieces; the ids of piece i are longIds[longBounds[i], longBounds[i + 1]). */
  readonly #longPieces = new ByteStringTable();
  readonly #longIds = new Int32List();
  readonly #longBounds = new Int32List();
  readonly #symbols = new Int32Array(MAX_LONG_PIECE);

  /**
   * @param pieceEnd where pieces end
   * @param byteIds token of each of the 256 bytes
   * @param merges what becomes of neighbouring tokens
   * @param wholePieces by id, the bytes of tokens that a piece of the same bytes becomes, whatever the merges
   */
  constructor(
    pieceEnd: PieceScanner, byteIds: Int32Array, merges: MergeTable,
    wholePieces: readonly (Uint8Array | undefined)[] = [],
  ) {
    this.#pieceEnd = pieceEnd;
    this.#byteIds = byteIds;
    this.#merges = merges;
    for (const [id, bytes] of wholePieces.entries()) {
      if (bytes !== undefined) this.#wholeIds[this.#wholePieces.add(bytes, 0, bytes.length)] = id;
    }
    this.#forget();
  }

  /** Adds the ids of a text to `output`. */
  encode(text: Utf8, output: Int32List): void {
    const { bytes, view, length } = text;
    const pieceEnd = this.#pieceEnd;
    const tiny = this.#tiny;
    const short = this.#short;
    // No text has more tokens than bytes.
    let at = output.reserve(length);
    const ids = output.items;
    for (let from = 0; from < length;) {
      const to = pieceEnd(text, from);
      const size = to - from;
      if (size > MAX_SHORT_PIECE) {
        const isLong = size > MAX_LONG_PIECE;
        at += isLong ? this.#mergeOnce(bytes, from, to, ids, at) : this.#lookLong(bytes, from, to, ids, at);
      } else {
        const isTiny = size <= MAX_TINY_PIECE;
        const place = isTiny ? tiny.locate(view, from, size) : short.locate(view, from, size);
        const slots = isTiny ? tiny.slots : short.slots;
        if (slots[place] === 0) this.#remember(bytes, from, to, slots, place);
        const count = slots[place]!;
        if (count === 1) ids[at++] = slots[place + 1]!;
        else {
          const known = this.#ids.items;
          for (let i = slots[place + 1]!, last = i + count; i < last; i++) ids[at++] = known[i]!;
        }
      }
      from = to;
      if (tiny.size + short.size >= MAX_REMEMBERED) this.#forget();
    }
    output.truncate(at);
  }

  #lookLong(bytes: Uint8Array, from: number, to: number, output: Int32Array, at: number): number {
    const known = this.#longPieces.size;
    const piece = this.#longPieces.add(bytes, from, to);
    if (piece === known) {
      const count = this.#merge(bytes, from, to);
      const start = this.#longIds.reserve(count);
      for (let i = 0; i < count; i++) this.#longIds.items[start + i] = this.#symbols[i]!;
      this.#longBounds.push(this.#longIds.length);
    }
    const first = this.#longBounds.items[piece]!;
    const count = this.#longBounds.items[piece + 1]! - first;
    const ids = this.#longIds.items;
    for (let i = 0; i < count; i++) output[at + i] = ids[first + i]!;
    if (known >= MAX_LONG_REMEMBERED) this.#forget();
    return count;
  }

  /** Puts the ids of a new piece where they are looked for. */
  #remember(bytes: Uint8Array, from: number, to: number, slots: Int32Array, place: number): void {
    const count = this.#merge(bytes, from, to);
    slots[place] = count;
    if (count === 1) slots[place + 1] = this.#symbols[0]!;
    else {
      const start = slots[place + 1] = this.#ids.reserve(count);
      for (let i = 0; i < count; i++) this.#ids.items[start + i] = this.#symbols[i]!;
    }
  }

  /** Leaves the ids of a piece of up to MAX_LONG_PIECE bytes in `#symbols`. @returns how many there are */
  #merge(bytes: Uint8Array, from: number, to: number): number {
    return this.#mergeInto(bytes, from, to, this.#symbols);
  }

  /** Writes the ids of a piece that is not remembered; there must be room for one a byte. @returns how many */
  #mergeOnce(bytes: Uint8Array, from: number, to: number, output: Int32Array, at: number): number {
    return this.#mergeInto(bytes, from, to, output.subarray(at, at + to - from));
  }

  #mergeInto(bytes: Uint8Array, from: number, to: number, symbols: Int32Array): number {
    const whole = this.#wholePieces.size === 0 ? -1 : this.#wholePieces.find(bytes, from, to);
    if (whole !== -1) {
      symbols[0] = this.#wholeIds[whole]!;
      return 1;
    }
    const byteIds = this.#byteIds;
    for (let i = from, j = 0; i < to; i++, j++) symbols[j] = byteIds[bytes[i]!]!;
    return mergePiece(symbols, to - from, this.#merges);
  }

  #forget(): void {
    this.#tiny.clear();
    this.#short.clear();
    this.#ids.truncate(0);
    this.#longPieces.clear();
    this.#longIds.truncate(0);
    this.#longBounds.truncate(0);
    this.#longBounds.push(0);
  }
}
