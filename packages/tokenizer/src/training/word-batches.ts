import { ByteStringCounts } from '../byte-string-counts.ts';
import type { Utf8 } from '../utf8-encoder.ts';
import type { AsciiPieces } from './ascii-pieces.ts';

/** Words of a batch. */
const WORDS = 256;
const SPACE = 0x20;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Words that occur equally often, with a space between them. */
export interface WordBatch {
  readonly text: string;
  /** How often each occurs. */
  readonly count: number;
}

/** Counts words, and gives back those of one count together. */
export class WordBatches {
  #words = new ByteStringCounts();

  /** How many distinct words there are. */
  get size(): number {
    return this.#words.strings.size;
  }

  /** Counts a word: text[from, to). */
  add({ bytes, view }: Utf8, from: number, to: number): void {
    this.#words.addOne(bytes, view, from, to);
  }

  /** All words, and forgets them. @param ascii gets those whose pieces it knows, so that they are not given back */
  * take(ascii: AsciiPieces): Generator<WordBatch, void> {
    const { strings } = this.#words;
    const groups = new Map<number, number[]>();
    for (let word = 0; word < strings.size; word++) {
      const count = this.#words.count(word);
      if (ascii.add(strings.bytes, strings.start(word), strings.start(word + 1), count)) continue;
      const group = groups.get(count);
      if (group === undefined) groups.set(count, [word]);
      else group.push(word);
    }
    for (const [count, words] of groups) {
      for (let i = 0; i < words.length; i += WORDS) {
        yield { text: this.#join(words.slice(i, i + WORDS)), count };
      }
    }
    this.#words = new ByteStringCounts();
  }

  #join(words: readonly number[]): string {
    const { strings } = this.#words;
    const size = words.reduce((sum, word) => sum + strings.start(word + 1) - strings.start(word) + 1, 0);
    const joined = new Uint8Array(size - 1).fill(SPACE);
    let at = 0;
    for (const word of words) {
      joined.set(strings.bytes.subarray(strings.start(word), strings.start(word + 1)), at);
      at += strings.start(word + 1) - strings.start(word) + 1;
    }
    return decoder.decode(joined);
  }
}
