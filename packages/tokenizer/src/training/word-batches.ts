import { ByteStringTable } from '../byte-string-table.ts';

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
  readonly #table = new ByteStringTable();
  #counts = new Float64Array(1 << 10);

  /** How many distinct words there are. */
  get size(): number {
    return this.#table.size;
  }

  /** Counts a word: UTF-8 in bytes[from, to). */
  add(bytes: Uint8Array, from: number, to: number): void {
    const word = this.#table.add(bytes, from, to);
    if (word === this.#counts.length) {
      const counts = new Float64Array(2 * word);
      counts.set(this.#counts);
      this.#counts = counts;
    }
    this.#counts[word]! += 1;
  }

  /** All words, and forgets them. Those of ASCII, which normalizers are quick with, stand by themselves. */
  * take(): Generator<WordBatch, void> {
    const table = this.#table;
    const groups = new Map<number, number[]>();
    for (let word = 0; word < table.size; word++) {
      const key = 2 * this.#counts[word]! + (this.#isAscii(word) ? 1 : 0);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [word]);
      else group.push(word);
    }
    for (const [key, words] of groups) {
      for (let i = 0; i < words.length; i += WORDS) {
        yield { text: this.#join(words.slice(i, i + WORDS)), count: Math.floor(key / 2) };
      }
    }
    table.clear();
    this.#counts.fill(0);
  }

  #isAscii(word: number): boolean {
    const { bytes } = this.#table;
    const end = this.#table.start(word + 1);
    for (let i = this.#table.start(word); i < end; i++) if (bytes[i]! > 0x7f) return false;
    return true;
  }

  #join(words: readonly number[]): string {
    const table = this.#table;
    const size = words.reduce((sum, word) => sum + table.start(word + 1) - table.start(word) + 1, 0);
    const joined = new Uint8Array(size - 1).fill(SPACE);
    let at = 0;
    for (const word of words) {
      joined.set(table.bytes.subarray(table.start(word), table.start(word + 1)), at);
      at += table.start(word + 1) - table.start(word) + 1;
    }
    return decoder.decode(joined);
  }
}
