import { ByteStringCounts } from './byte-string-counts.ts';
import type { TokenWords } from './merge-learner.ts';
import type { PiecePattern } from './piece-pattern.ts';
import { TextBlock } from './text-block.ts';
import type { TextsInBlock } from './text-block.ts';
import { TextCutter } from './text-cutter.ts';
import type { CutPieces } from './text-cutter.ts';
import type { TextCounter } from './training/read-texts.ts';

/** Distinct pieces one after the other, with how often each occurs. */
export interface CountedPieces {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Piece i is bytes[starts[i], starts[i + 1]). */
  readonly starts: Float64Array<ArrayBuffer>;
  readonly counts: Float64Array<ArrayBuffer>;
}

/** How often each piece of the texts occurs: all that training keeps of them. */
export class PieceCounts implements TextCounter {
  readonly #cutter: TextCutter;
  readonly #addPrefixSpace: boolean;
  readonly #pieces = new ByteStringCounts();
  /** Texts that are still to be counted: together it takes less than one by one. */
  #block = new TextBlock();
  #byteLength = 0;

  /**
   * @param pattern how texts are cut
   * @param addPrefixSpace a text that does not begin with a space gets one
   */
  constructor(pattern: PiecePattern, addPrefixSpace: boolean) {
    this.#cutter = new TextCutter(pattern);
    this.#addPrefixSpace = addPrefixSpace;
  }

  get distinctPieces(): number {
    return this.#pieces.strings.size;
  }

  /** Bytes of the texts so far, prefix spaces included. */
  get byteLength(): number {
    return this.#byteLength + this.#block.byteLength;
  }

  /** Counts the pieces of a text. */
  add(text: string): void {
    const needsSpace = this.#addPrefixSpace && text.length > 0 && !text.startsWith(' ');
    const whole = needsSpace ? ` ${text}` : text;
    if (this.#block.add(whole)) return;
    this.#countBlock();
    if (!this.#block.add(whole)) this.#byteLength += this.#cutter.cut(whole, this.#count);
  }

  /** Counts the pieces of texts that are together already. */
  addBlock(block: TextsInBlock): void {
    this.#cutter.cutBlock(block, this.#count);
    this.#byteLength += block.byteLength;
  }

  * finish(): Generator<undefined, void> {
    this.#countBlock();
    yield;
  }

  /** Adds what was counted elsewhere. @param byteLength bytes of the texts that it was counted in */
  merge({ bytes, starts, counts }: CountedPieces, byteLength: number): void {
    for (let i = 0; i < counts.length; i++) this.#pieces.add(bytes, starts[i]!, starts[i + 1]!, counts[i]!);
    this.#byteLength += byteLength;
  }

  /** A copy of the pieces. */
  toCounted(): CountedPieces {
    this.#countBlock();
    const { strings } = this.#pieces;
    const starts = new Float64Array(strings.size + 1);
    for (let i = 0; i <= strings.size; i++) starts[i] = strings.start(i);
    return { bytes: strings.bytes.slice(0, strings.byteLength), starts, counts: this.#pieces.counts() };
  }

  /** The pieces as words of tokens, one for each byte. @param byteIds the token of each of the 256 bytes */
  toWords(byteIds: Int32Array): TokenWords {
    const { bytes, starts, counts } = this.toCounted();
    const symbols = new Int32Array(bytes.length);
    for (let i = 0; i < bytes.length; i++) symbols[i] = byteIds[bytes[i]!]!;
    return { symbols, starts, counts };
  }

  #countBlock(): void {
    const block = this.#block;
    this.#block = new TextBlock();
    this.addBlock(block);
  }

  readonly #count = ({ bytes, view, start, ends, count }: CutPieces): void => {
    let from = start;
    for (let i = 0; i < count; i++) {
      const to = ends[i]!;
      this.#pieces.addOne(bytes, view, from, to);
      from = to;
    }
  };
}
