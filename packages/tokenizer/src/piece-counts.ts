import { ByteStringTable } from './byte-string-table.ts';
import type { TokenWords } from './merge-learner.ts';
import type { PieceScanner } from './scanners/piece-scanner.ts';
import { MAX_SHORT_PIECE, ShortPieceTable } from './short-piece-table.ts';
import type { TextCounter } from './training/read-texts.ts';
import { encodeUtf8 } from './utf8-encoder.ts';

/** How often each piece of the texts occurs: all that training keeps of them. */
export class PieceCounts implements TextCounter {
  readonly #pieceEnd: PieceScanner;
  readonly #addPrefixSpace: boolean;
  readonly #table = new ByteStringTable();
  /** The numbers of short pieces plus one, found faster than in the table of all. */
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
    const utf8 = encodeUtf8(needsSpace ? ` ${text}` : text);
    const { bytes, view, length } = utf8;
    const pieceEnd = this.#pieceEnd;
    for (let from = 0; from < length;) {
      const to = pieceEnd(utf8, from);
      const isShort = to - from <= MAX_SHORT_PIECE;
      const piece = isShort ? this.#shortPiece(bytes, view, from, to) : this.#table.add(bytes, from, to);
      if (piece === this.#counts.length) this.#grow();
      this.#counts[piece]! += 1;
      from = to;
    }
    this.#byteLength += length;
  }

  /** The pieces as words of tokens, one for each byte. @param byteIds the token of each of the 256 bytes */
  toWords(byteIds: Int32Array): TokenWords {
    const { bytes, byteLength, size } = this.#table;
    const symbols = new Int32Array(byteLength);
    for (let i = 0; i < byteLength; i++) symbols[i] = byteIds[bytes[i]!]!;
    const starts = Float64Array.from({ length: size + 1 }, (_, i) => this.#table.start(i));
    return { symbols, starts, counts: this.#counts.slice(0, size) };
  }

  #shortPiece(bytes: Uint8Array, view: DataView, from: number, to: number): number {
    const place = this.#short.locate(view, from, to - from);
    const { slots } = this.#short;
    if (slots[place] === 0) slots[place] = this.#table.add(bytes, from, to) + 1;
    return slots[place]! - 1;
  }

  #grow(): void {
    const counts = new Float64Array(2 * this.#counts.length);
    counts.set(this.#counts);
    this.#counts = counts;
  }
}
