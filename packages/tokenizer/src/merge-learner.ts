import { MergeQueue } from './merge-queue.ts';
import type { Merge } from './merge-table.ts';
import { OccurrenceLog } from './occurrence-log.ts';
import { PairTable } from './pair-table.ts';
import type { PieceCounts } from './piece-counts.ts';

/** Where merges begin, and where they end. */
export interface MergeLearnerOptions {
  /** Ids of the tokens there are at first, the 256 byte characters among them; the learner adds to it. */
  readonly vocabulary: Map<string, number>;
  /** The token of each byte. */
  readonly byteTokens: readonly string[];
  /** Learning ends when the vocabulary has so many tokens, */
  readonly vocabSize: number;
  /** or when no pair occurs so often. */
  readonly minFrequency: number;
}

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
  /** The words' symbols one after the other; word w begins at starts[w]. */
  readonly #symbols: Int32Array;
  readonly #starts: Float64Array;
  readonly #lengths: Int32Array;
  readonly #counts: Float64Array;
  #visit = 0;

  /** @param words what to learn from; each piece is a word */
  constructor(words: PieceCounts, options: MergeLearnerOptions) {
    this.#options = options;
    for (const [token, id] of options.vocabulary) this.#tokens[id] = token;
    const { pieces } = words;
    const byteIds = Int32Array.from(options.byteTokens, (token) => options.vocabulary.get(token)!);
    this.#symbols = new Int32Array(pieces.byteLength);
    for (let i = 0; i < pieces.byteLength; i++) this.#symbols[i] = byteIds[pieces.bytes[i]!]!;
    this.#starts = new Float64Array(pieces.size);
    this.#lengths = new Int32Array(pieces.size);
    this.#counts = new Float64Array(pieces.size);
    for (let word = 0; word < pieces.size; word++) {
      this.#starts[word] = pieces.start(word);
      this.#lengths[word] = pieces.start(word + 1) - pieces.start(word);
      this.#counts[word] = words.count(word);
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
    const token = this.#tokens[left]! + this.#tokens[right]!;
    const merged = vocabulary.get(token) ?? vocabulary.size;
    if (merged === vocabulary.size) {
      vocabulary.set(token, merged);
      this.#tokens.push(token);
    }
    this.#merges.push([left, right, merged]);
    this.#queue.pop();
    const words = this.#log.words.items;
    const wordsTo = this.#queue.wordsTo(top);
    for (let i = this.#queue.wordsFrom(top); i < wordsTo; i++) this.#mergeWord(words[i]!, left, right, merged);
    this.#enqueue();
    return true;
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
    const start = this.#starts[word]!;
    const last = start + this.#lengths[word]! - 1;
    for (let i = start; i < last; i++) {
      const pair = this.#pairs.add(this.#symbols[i]!, this.#symbols[i + 1]!, this.#counts[word]!);
      this.#log.note(pair, word, visit);
    }
  }

  #mergeWord(word: number, left: number, right: number, merged: number): void {
    const visit = ++this.#visit;
    const symbols = this.#symbols;
    const pairs = this.#pairs;
    const count = this.#counts[word]!;
    const start = this.#starts[word]!;
    const end = start + this.#lengths[word]!;
    let to = start;
    for (let from = start; from < end; from++) {
      if (symbols[from] !== left || from + 1 === end || symbols[from + 1] !== right) {
        symbols[to++] = symbols[from]!;
        continue;
      }
      if (to > start) {
        pairs.add(symbols[to - 1]!, left, -count);
        this.#log.note(pairs.add(symbols[to - 1]!, merged, count), word, visit);
      }
      symbols[to++] = merged;
      from++;
      if (from + 1 < end) {
        pairs.add(right, symbols[from + 1]!, -count);
        this.#log.note(pairs.add(merged, symbols[from + 1]!, count), word, visit);
      }
    }
    this.#lengths[word] = to - start;
  }

  #enqueue(): void {
    this.#log.drain((pair, wordsFrom, wordsTo) => {
      if (this.#pairs.count(pair) > 0) this.#queue.push(pair, wordsFrom, wordsTo);
    });
  }
}
