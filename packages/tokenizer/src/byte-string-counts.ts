import { ByteStringTable } from './byte-string-table.ts';
import { grownFloat64 } from './grown-array.ts';
import { MAX_SHORT_PIECE, ShortPieceTable } from './short-piece-table.ts';
import { MAX_TINY_PIECE, TinyPieceTable } from './tiny-piece-table.ts';

/** How often byte strings occur. */
export class ByteStringCounts {
  readonly #table = new ByteStringTable();
  /** The numbers of tiny and of short strings plus one, found faster than in the table of all. */
  readonly #tiny = new TinyPieceTable();
  readonly #short = new ShortPieceTable();
  /** Doubles: 32-bit integers overflow on large corpora. */
  #counts = new Float64Array(1 << 10);

  /** The distinct strings, in the order they came. */
  get strings(): Pick<ByteStringTable, 'size' | 'bytes' | 'byteLength' | 'start'> {
    return this.#table;
  }

  /** How often string i occurs. */
  count(i: number): number {
    return this.#counts[i]!;
  }

  /** A copy of the counts. */
  counts(): Float64Array<ArrayBuffer> {
    return this.#counts.slice(0, this.#table.size);
  }

  /** Counts bytes[from, to) once. @param view over the bytes, with padding behind them as in `Utf8` */
  addOne(bytes: Uint8Array, view: DataView, from: number, to: number): void {
    const isShort = to - from <= MAX_SHORT_PIECE;
    const string = isShort ? this.#shortString(bytes, view, from, to) : this.#table.add(bytes, from, to);
    if (string === this.#counts.length) this.#counts = grownFloat64(this.#counts);
    this.#counts[string]! += 1;
  }

  /** Counts bytes[from, to) a number of times. */
  add(bytes: Uint8Array, from: number, to: number, count: number): void {
    const string = this.#table.add(bytes, from, to);
    if (string === this.#counts.length) this.#counts = grownFloat64(this.#counts);
    this.#counts[string]! += count;
  }

  #shortString(bytes: Uint8Array, view: DataView, from: number, to: number): number {
    const isTiny = to - from <= MAX_TINY_PIECE;
    const place = isTiny ? this.#tiny.locate(view, from, to - from) : this.#short.locate(view, from, to - from);
    const slots = isTiny ? this.#tiny.slots : this.#short.slots;
    if (slots[place] === 0) slots[place] = this.#table.add(bytes, from, to) + 1;
    return slots[place]! - 1;
  }
}
