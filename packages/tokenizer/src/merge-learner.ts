import { MergeQueue } from './merge-queue.ts';
import type { Merge } from './merge-table.ts';
import { OccurrenceLog } from './occurrence-log.ts';
import { PairTable } from './pair-table.ts';

/** Words as sequences of tokens, with how often each occurs. */
export interface TokenWords {
  /** The words' tokens one after the other. */
  readonly symbols: Int32Array;
  /** Word w is symbols[starts[w], starts[w + 1]). */
  readonly starts: Float64Array;
  /** Doubles: 32-bit integers overflow on large corpora. */
  readonly counts: Float64Array;
}

/** Where merges begin, and where they end. */
export interface MergeLearnerOptions {
  /** Ids of the tokens there are at first; the learner adds to it. */
  readonly vocabulary: Map<string, number>;
  /** Learning ends when the vocabulary has so many tokens, */
  readonly vocabSize: number;
  /** or when no pair occurs so often. */
  readonly minFrequency: number;
  /** A merge that would make so long a token, in symbols of the words, is not made. Absent: any length. */
  readonly maxTokenLength?: number;
  /** Begins tokens inside a word; what merges with one on its left loses it. Absent: none. */
  readonly continuingSubwordPrefix?: string;
}

/** Numbers that are known of a word, one of them unused. */
const WORD = 4;

/**
 * Learns merges from counted pieces: the most frequent pair of neighbours becomes a token, again and again (Sennrich et
 * al. 2016). Equal pairs are taken in the order of their ids, and only the words that hold a pair are looked at, as in
 * Hugging Face's trainer, whose merges these are, down to the cases it does not mean: what a merge gives may already
 * be a token, which keeps its id, and then a pair may merge twice, of which the later rank counts.
 */
export class MergeLearner {
  readonly #options: MergeLearnerOptions;
  readonly #tokens: string[] = [];
  readonly #merges: Merge[] = [];
  readonly #pairs = new PairTable();
  readonly #queue = new MergeQueue(this.#pairs);
  readonly #log = new OccurrenceLog();
  /** The words' symbols one after the other. */
  readonly #symbols: Int32Array;
  /** By word, in one line of the cache: where it begins, how many symbols it has, how often it occurs. */
  readonly #words: Float64Array;
  /** By token, how many symbols of the words it has. */
  readonly #extents: number[] = [];
  #visit = 0;

  /** @param words what to learn from; the learner merges the symbols in place */
  constructor({ symbols, starts, counts }: TokenWords, options: MergeLearnerOptions) {
    this.#options = options;
    for (const [token, id] of options.vocabulary) {
      this.#tokens[id] = token;
      this.#extents[id] = 1;
    }
    this.#symbols = symbols;
    this.#words = new Float64Array(WORD * counts.length);
    for (let word = 0; word < counts.length; word++) {
      this.#words[WORD * word] = starts[word]!;
      this.#words[WORD * word + 1] = starts[word + 1]! - starts[word]!;
      this.#words[WORD * word + 2] = counts[word]!;
      this.#countPairs(word);
    }
    this.#enqueue();
  }

  /** The merges so far by rank, each pair once. */
  get merges(): readonly Merge[] {
    const ranks = new Map<string, Merge>();
    for (const merge of this.#merges) {
      const pair = `${merge[0]} ${merge[1]}`;
      ranks.delete(pair);
      ranks.set(pair, merge);
    }
    return [...ranks.values()];
  }

  /** Makes the next merge. @returns false when there is none to make */
  step(): boolean {
    const { vocabulary, vocabSize, minFrequency } = this.#options;
    if (vocabulary.size >= vocabSize) return false;
    if (this.#highestCount() < Math.max(1, minFrequency)) return false;
    const top = this.#queue.top;
    const left = this.#pairs.left(this.#queue.pair(top));
    const right = this.#pairs.right(this.#queue.pair(top));
    const token = this.#tokens[left]! + this.#withoutPrefix(this.#tokens[right]!);
    const merged = vocabulary.get(token) ?? vocabulary.size;
    if (merged === vocabulary.size) {
      vocabulary.set(token, merged);
      this.#tokens.push(token);
    }
    this.#extents[merged] = this.#extents[left]! + this.#extents[right]!;
    this.#merges.push([left, right, merged]);
    this.#queue.pop();
    const words = this.#log.words.items;
    const wordsTo = this.#queue.wordsTo(top);
    for (let i = this.#queue.wordsFrom(top); i < wordsTo; i++) this.#mergeWord(words[i]!, left, right, merged);
    this.#enqueue();
    return true;
  }

  #withoutPrefix(token: string): string {
    const { continuingSubwordPrefix: prefix = '' } = this.#options;
    return token.startsWith(prefix) ? token.slice(prefix.length) : token;
  }

  /** Of the candidate on top; one whose count is out of date first goes to its place. 0 when there is none. */
  #highestCount(): number {
    while (this.#queue.size > 0) {
      const count = this.#queue.topCount;
      if (count === this.#pairs.count(this.#queue.pair(this.#queue.top))) return count;
      this.#queue.refreshTop();
    }
    return 0;
  }

  #countPairs(word: number): void {
    const visit = ++this.#visit;
    const start = this.#words[WORD * word]!;
    const last = start + this.#words[WORD * word + 1]! - 1;
    const count = this.#words[WORD * word + 2]!;
    for (let i = start; i < last; i++) {
      const pair = this.#pairs.add(this.#symbols[i]!, this.#symbols[i + 1]!, count);
      this.#log.note(pair, word, visit);
    }
  }

  #mergeWord(word: number, left: number, right: number, merged: number): void {
    const symbols = this.#symbols;
    const words = this.#words;
    const start = words[WORD * word]!;
    const end = start + words[WORD * word + 1]!;
    let from = start;
    while (from + 1 < end && (symbols[from] !== left || symbols[from + 1] !== right)) from++;
    // Another merge may have taken the pair from the word.
    if (from + 1 >= end) return;
    const visit = ++this.#visit;
    const pairs = this.#pairs;
    const extents = this.#extents;
    const room = (this.#options.maxTokenLength ?? Infinity) - extents[merged]!;
    const count = words[WORD * word + 2]!;
    let to = from;
    for (; from < end; from++) {
      if (symbols[from] !== left || from + 1 === end || symbols[from + 1] !== right) {
        symbols[to++] = symbols[from]!;
        continue;
      }
      if (to > start) {
        const before = symbols[to - 1]!;
        pairs.add(before, left, -count);
        if (extents[before]! < room) this.#log.note(pairs.add(before, merged, count), word, visit);
      }
      symbols[to++] = merged;
      from++;
      if (from + 1 < end) {
        const after = symbols[from + 1]!;
        pairs.add(right, after, -count);
        if (extents[after]! < room) this.#log.note(pairs.add(merged, after, count), word, visit);
      }
    }
    words[WORD * word + 1] = to - start;
  }

  #enqueue(): void {
    this.#log.drain((pair, wordsFrom, wordsTo) => {
      if (this.#pairs.count(pair) > 0) this.#queue.push(pair, wordsFrom, wordsTo);
    });
  }
}
