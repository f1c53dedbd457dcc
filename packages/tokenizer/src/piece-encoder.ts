import { ByteStringTable } from './byte-string-table.ts';
import { Int32List } from './int32-list.ts';
import { mergePiece } from './merge-piece.ts';
import type { MergeTable } from './merge-table.ts';
import type { PieceScanner } from './scanners/piece-scanner.ts';
import { MAX_SHORT_PIECE, ShortPieceTable } from './short-piece-table.ts';
import type { Utf8 } from './utf8-encoder.ts';

/** When so many different pieces are remembered, all are forgotten: a bound without bookkeeping for each lookup. */
const MAX_REMEMBERED = 1 << 17;

/** Longer pieces hardly ever come twice. Together with the bound above: at most 16 MiB of pieces. */
const MAX_LONG_PIECE = 128;

/** So many ids of a short piece lie in its slot. */
const SLOT_IDS = 3;

/** Cuts UTF-8 into pieces and merges each into token ids, remembering those of the pieces it has seen. */
export class PieceEncoder {
  readonly #pieceEnd: PieceScanner;
  readonly #byteIds: Int32Array;
  readonly #merges: MergeTable;
  readonly #wholePieces = new ByteStringTable();
  /** The tokens of whole pieces, by their numbers. */
  readonly #wholeIds: number[] = [];
  /** Of each piece how many ids it has, and these, or where they begin in the list below. */
  readonly #pieces = new ShortPieceTable();
  readonly #ids = new Int32List();
  /** Pieces that are too long for a slot; the ids of piece i are longIds[longBounds[i], longBounds[i + 1]). */
  readonly #longPieces = new ByteStringTable();
  readonly #longIds = new Int32List();
  readonly #longBounds = new Int32List();

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
  encode({ bytes, view, length }: Utf8, output: Int32List): void {
    const pieceEnd = this.#pieceEnd;
    const pieces = this.#pieces;
    // No text has more tokens than bytes.
    let at = output.reserve(length);
    const ids = output.items;
    for (let from = 0; from < length;) {
      const to = pieceEnd(bytes, from, length);
      if (to - from > MAX_LONG_PIECE) at += this.#merge(bytes, from, to, ids, at);
      else if (to - from > MAX_SHORT_PIECE) at += this.#lookLong(bytes, from, to, ids, at);
      else {
        const place = pieces.locate(view, from, to - from);
        const { slots } = pieces;
        let count = slots[place]!;
        if (count === 0) count = this.#remember(bytes, from, to, place);
        if (count <= SLOT_IDS) {
          ids[at] = slots[place + 1]!;
          if (count > 1) ids[at + 1] = slots[place + 2]!;
          if (count > 2) ids[at + 2] = slots[place + 3]!;
        } else {
          const known = this.#ids.items;
          for (let i = 0, j = slots[place + 1]!; i < count; i++, j++) ids[at + i] = known[j]!;
        }
        at += count;
        if (pieces.size >= MAX_REMEMBERED) this.#forget();
      }
      from = to;
    }
    output.truncate(at);
  }

  #lookLong(bytes: Uint8Array, from: number, to: number, output: Int32Array, at: number): number {
    const known = this.#longPieces.size;
    const piece = this.#longPieces.add(bytes, from, to);
    if (piece === known) {
      const start = this.#longIds.reserve(to - from);
      this.#longIds.truncate(start + this.#merge(bytes, from, to, this.#longIds.items, start));
      this.#longBounds.push(this.#longIds.length);
    }
    const first = this.#longBounds.items[piece]!;
    const count = this.#longBounds.items[piece + 1]! - first;
    const ids = this.#longIds.items;
    for (let i = 0; i < count; i++) output[at + i] = ids[first + i]!;
    if (known >= MAX_REMEMBERED) this.#forget();
    return count;
  }

  /** Puts the ids of a new piece where they are looked for. @returns how many there are */
  #remember(bytes: Uint8Array, from: number, to: number, place: number): number {
    const start = this.#ids.reserve(to - from);
    const count = this.#merge(bytes, from, to, this.#ids.items, start);
    const { slots } = this.#pieces;
    slots[place] = count;
    if (count > SLOT_IDS) {
      slots[place + 1] = start;
      this.#ids.truncate(start + count);
    } else {
      for (let i = 0; i < count; i++) slots[place + 1 + i] = this.#ids.items[start + i]!;
      this.#ids.truncate(start);
    }
    return count;
  }

  /** Writes the ids of a piece; there must be room for one a byte. @returns how many there are */
  #merge(bytes: Uint8Array, from: number, to: number, output: Int32Array, at: number): number {
    const whole = this.#wholePieces.size === 0 ? -1 : this.#wholePieces.find(bytes, from, to);
    if (whole !== -1) {
      output[at] = this.#wholeIds[whole]!;
      return 1;
    }
    const symbols = output.subarray(at, at + to - from);
    for (let i = from; i < to; i++) symbols[i - from] = this.#byteIds[bytes[i]!]!;
    return mergePiece(symbols, to - from, this.#merges);
  }

  #forget(): void {
    this.#pieces.clear();
    this.#ids.truncate(0);
    this.#longPieces.clear();
    this.#longIds.truncate(0);
    this.#longBounds.truncate(0);
    this.#longBounds.push(0);
  }
}
