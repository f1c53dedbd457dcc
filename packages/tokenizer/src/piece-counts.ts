import { ByteStringTable } from './byte-string-table.ts';
import type { TokenWords } from './merge-learner.ts';
import type { PieceScanner } from './scanners/piece-scanner.ts';
import { MAX_SHORT_PIECE, ShortPieceTable } from './short-piece-table.ts';
import { MAX_TINY_PIECE, TinyPieceTable } from './tiny-piece-table.ts';
import type { TextCounter } from './training/read-texts.ts';
import { encodeUtf8 } from './utf8-encoder.ts';
import type { Utf8 } from './utf8-encoder.ts';

/** Distinct pieces one after the other, with how often each occurs. */
export interface CountedPieces {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Piece i is bytes[starts[i], starts[i + 1]). */
  readonly starts: Float64Array<ArrayBuffer>;
  readonly counts: Float64Array<ArrayBuffer>;
}

/** How often each piece of the texts occurs: all that training keeps of them. */
export class PieceCounts implements TextCounter {
  readonly #pieceEnd: PieceScanner;
  readonly #addPrefixSpace: boolean;
  readonly #table = new ByteStringTable();
  /** The numbers of tiny and of short pieces plus one, found faster than in the table of all. */
  readonly #tiny = new TinyPieceTable();
  readonly #short = new ShortPieceTable();
  /** Doubles: 32-bit integers overflow on large corpora. */
  #counts = new Float64Array(1 << 10);
  #byteLength = 0;

  /**
   * @param pieceEnd where pieces end
   * @param addPrefixSpace a text that does not begin with a space gets one
   */
  constructor(pieceEnd: PieceScanner, addPrefixSpace: boolean) {
    this.#pieceEnd = pieceEnd;
    this.#addPrefixSpace = addPrefixSpace;
  }

  get distinctPieces(): number {
    return this.#table.size;
  }

  /** Bytes of the texts so far, prefix spaces included. */
  get byteLength(): number {
    return this.#byteLength;
  }

  /** Counts the pieces of a text. */
  add(text: string): void {
    const needsSpace = this.#addPrefixSpace && text.length > 0 && !text.startsWith(' ');
    this.#addUtf8(encodeUtf8(needsSpace ? ` ${text}` : text), 0);
  }

  /** Counts the pieces of texts that lie one after the other, with padding behind. @param ends where each ends */
  addBlock(bytes: Uint8Array<ArrayBuffer>, ends: ArrayLike<number>): void {
    const view = new DataView(bytes.buffer);
    let start = 0;
    for (let i = 0; i < ends.length; i++) {
      const length = ends[i]!;
      this.#addUtf8({ bytes, view, length }, start);
      start = length;
    }
  }

  /** Adds what was counted elsewhere. @param byteLength bytes of the texts that it was counted in */
  merge({ bytes, starts, counts }: CountedPieces, byteLength: number): void {
    for (let i = 0; i < counts.length; i++) {
      const piece = this.#table.add(bytes, starts[i]!, starts[i + 1]!);
      if (piece === this.#counts.length) this.#grow();
      this.#counts[piece]! += counts[i]!;
    }
    this.#byteLength += byteLength;
  }

  /** A copy of the pieces. */
  toCounted(): CountedPieces {
    const { bytes, byteLength, size } = this.#table;
    const starts = new Float64Array(size + 1);
    for (let i = 0; i <= size; i++) starts[i] = this.#table.start(i);
    return { bytes: bytes.slice(0, byteLength), starts, counts: this.#counts.slice(0, size) };
  }

  /** The pieces as words of tokens, one for each byte. @param byteIds the token of each of the 256 bytes */
  toWords(byteIds: Int32Array): TokenWords {
    const { bytes, starts, counts } = this.toCounted();
    const symbols = new Int32Array(bytes.length);
    for (let i = 0; i < bytes.length; i++) symbols[i] = byteIds[bytes[i]!]!;
    return { symbols, starts, counts };
  }

  /** Counts the pieces from a place on, where a text begins. */
  #addUtf8(text: Utf8, start: number): void {
    const { bytes, view, length } = text;
    const pieceEnd = this.#pieceEnd;
    for (let from = start; from < length;) {
      const to = pieceEnd(text, from);
      const isShort = to - from <= MAX_SHORT_PIECE;
      const piece = isShort ? this.#shortPiece(bytes, view, from, to) : this.#table.add(bytes, from, to);
      if (piece === this.#counts.length) this.#grow();
      this.#counts[piece]! += 1;
      from = to;
    }
    this.#byteLength += length - start;
  }

  #shortPiece(bytes: Uint8Array, view: DataView, from: number, to: number): number {
    const isTiny = to - from <= MAX_TINY_PIECE;
    const place = isTiny ? this.#tiny.locate(view, from, to - from) : this.#short.locate(view, from, to - from);
    const slots = isTiny ? this.#tiny.slots : this.#short.slots;
    if (slots[place] === 0) slots[place] = this.#table.add(bytes, from, to) + 1;
    return slots[place]! - 1;
  }

  #grow(): void {
    const counts = new Float64Array(2 * this.#counts.length);
    counts.set(this.#counts);
    this.#counts = counts;
  }
}
