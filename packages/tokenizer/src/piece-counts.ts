import { ByteStringTable } from './byte-string-table.ts';
import type { PieceScanner } from './piece-scanner.ts';
import { encodeUtf8 } from './utf8-encoder.ts';

/** How often each piece of the texts occurs: all that training keeps of them. */
export class PieceCounts {
  readonly #pieceEnd: PieceScanner;
  readonly #addPrefixSpace: boolean;
  readonly #table = new ByteStringTable();
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

  /** The distinct pieces. */
  get pieces(): ByteStringTable {
    return this.#table;
  }

  /** How often piece i occurs. */
  count(i: number): number {
    return this.#counts[i]!;
  }

  /** Bytes of the texts so far, prefix spaces included. */
  get byteLength(): number {
    return this.#byteLength;
  }

  /** Counts the pieces of a text. */
  add(text: string): void {
    const needsSpace = this.#addPrefixSpace && text.length > 0 && !text.startsWith(' ');
    const { bytes, length } = encodeUtf8(needsSpace ? ` ${text}` : text);
    const pieceEnd = this.#pieceEnd;
    const table = this.#table;
    for (let from = 0; from < length;) {
      const to = pieceEnd(bytes, from, length);
      const piece = table.add(bytes, from, to);
      if (piece === this.#counts.length) this.#grow();
      this.#counts[piece]! += 1;
      from = to;
    }
    this.#byteLength += length;
  }

  #grow(): void {
    const counts = new Float64Array(2 * this.#counts.length);
    counts.set(this.#counts);
    this.#counts = counts;
  }
}
