import { isWhiteSpace, splitWords } from '../text/white-space.ts';
import { NgramTable } from './ngram-table.ts';
import { WordNumbers } from './word-numbers.ts';

/** Which n-grams are counted. */
export interface CharacterNgramOptions {
  readonly characterOrder: number;
  readonly wordOrder: number;
  /** Whether white space counts as characters. */
  readonly whitespace: boolean;
}

/** What n-grams of characters and of words begin with in the table, which keeps them apart. */
const CHARACTERS = -1;
const WORDS = -2;

const PUNCTUATION: ReadonlySet<string> = new Set('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~');

/** The numbers of the n-grams of one order, in order of their places. */
type Numbers = Int32Array;

/** Counts the n-grams of characters (code points) and words of one segment after another, in the same memory. */
export class CharacterNgramCounter {
  private readonly options: CharacterNgramOptions;
  private readonly table = new NgramTable();
  private readonly symbols = new WordNumbers();
  private counts = new Int32Array(1024);

  constructor(options: CharacterNgramOptions) {
    this.options = options;
  }

  /**
   * What chrF needs to know of one segment, for each reference: three numbers an order, first of characters, then of
   * words: n-grams of the hypothesis, of the reference, and of both. Orders that the reference has none of count none
   * for the hypothesis either.
   */
  count(hypothesis: string, references: readonly string[]): number[][] {
    this.table.clear();
    this.symbols.clear();
    const ours = this.ofCharactersAndWords(hypothesis);
    const all = references.map((reference) => this.ofCharactersAndWords(reference));
    // All zero between calls.
    if (this.counts.length < this.table.count) this.counts = new Int32Array(2 * this.table.count);
    return all.map((theirs) => theirs.flatMap((numbers, order) => {
      if (numbers.length === 0) return [0, 0, 0];
      return [ours[order]!.length, numbers.length, this.matches(ours[order]!, numbers)];
    }));
  }

  private ofCharactersAndWords(text: string): Numbers[] {
    const { characterOrder, wordOrder } = this.options;
    const characters = this.ofSymbols(this.codePoints(text), CHARACTERS, characterOrder);
    if (wordOrder === 0) return characters;
    const words = this.symbols.of(wordsAndPunctuation(text));
    return [...characters, ...this.ofSymbols(words, WORDS, wordOrder)];
  }

  private codePoints(text: string): Int32Array {
    const points = new Int32Array(text.length);
    let count = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (!this.options.whitespace && isWhiteSpace(unit)) continue;
      if (unit < 0xd800 || unit > 0xdbff) {
        points[count++] = unit;
        continue;
      }
      const point = text.codePointAt(i)!;
      points[count++] = point;
      if (point > 0xffff) i++;
    }
    return points.subarray(0, count);
  }

  private ofSymbols(symbols: Int32Array, start: number, maxOrder: number): Numbers[] {
    const byOrder: Numbers[] = [];
    for (let n = 0; n < maxOrder; n++) {
      const prefixes = byOrder[n - 1];
      const numbers = new Int32Array(Math.max(0, symbols.length - n));
      for (let i = 0; i < numbers.length; i++) {
        numbers[i] = this.table.number(prefixes === undefined ? start : prefixes[i]!, symbols[i + n]!);
      }
      byOrder.push(numbers);
    }
    return byOrder;
  }

  /** How many of the n-grams are in both, each as often as in the one that has it less often. */
  private matches(ours: Numbers, theirs: Numbers): number {
    const { counts } = this;
    for (const number of ours) counts[number]! += 1;
    let matches = 0;
    for (const number of theirs) {
      if (counts[number]! > 0) {
        counts[number]! -= 1;
        matches++;
      }
    }
    for (const number of ours) counts[number] = 0;
    return matches;
  }
}

/** The words of a text, with one punctuation character of ASCII split off: the last, else the first. */
function wordsAndPunctuation(text: string): string[] {
  return splitWords(text).flatMap((word) => {
    if (word.length === 1) return word;
    if (PUNCTUATION.has(word.at(-1)!)) return [word.slice(0, -1), word.at(-1)!];
    return PUNCTUATION.has(word[0]!) ? [word[0]!, word.slice(1)] : word;
  });
}
