import { Int32List } from './int32-list.ts';
import { MergeQueue } from './merge-queue.ts';
import type { Merge } from './merger.ts';
import { NeighbourLog } from './neighbour-log.ts';
import { PairTable } from './pair-table.ts';
import { BOUNDARY, WordCells } from './word-cells.ts';

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

/** Integers of positions and words whose cells are fetched at a time. */
const FETCHED = 128;

/**
 * Learns merges from counted pieces: the most frequent pair of neighbours becomes a token, again and again (Sennrich et
 * al. 2016). Equal pairs are taken in the order of their ids, and a pair merges where it was found, as in Hugging
 * Face's trainer, whose merges these are, down to the cases it does not mean: what a merge gives may already be a
 * token, which keeps its id, and then a pair may merge twice, of which the later rank counts.
 */
export class MergeLearner {
  readonly #options: MergeLearnerOptions;
  readonly #tokens: string[] = [];
  readonly #merges: Merge[] = [];
  readonly #words: Pick<TokenWords, 'starts' | 'counts'>;
  readonly #cells: WordCells;
  readonly #pairs: PairTable;
  readonly #queue = new MergeQueue();
  /** Where candidates were found, positions and words in turn; the queue knows whose are where. */
  readonly #positions = new Int32List();
  /** Tokens that stand before the pair that merges, and behind it. */
  readonly #before = new NeighbourLog();
  readonly #after = new NeighbourLog();
  /** Pairs that were found again after they had become candidates, as `left right`: where else is not known. */
  readonly #foundAgain = new Set<number>();
  /** By token, how many symbols of the words it has. */
  readonly #extents: number[] = [];

  /** @param words what to learn from */
  constructor(words: TokenWords, options: MergeLearnerOptions) {
    this.#options = options;
    for (const [token, id] of options.vocabulary) {
      this.#tokens[id] = token;
      this.#extents[id] = 1;
    }
    this.#cells = new WordCells(words);
    this.#words = words;
    this.#pairs = new PairTable(words.symbols.length / 4);
    this.#findPairs(words);
  }

  /** The ids of the tokens so far, in their order. */
  get vocabulary(): ReadonlyMap<string, number> {
    return this.#options.vocabulary;
  }

  /** The merges so far by rank, each pair once. */
  get merges(): readonly Merge[] {
    const ranks = new Map<number, Merge>();
    for (const merge of this.#merges) {
      const pair = pairKey(merge[0], merge[1]);
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
    const { top } = this.#queue;
    const left = this.#queue.left(top);
    const right = this.#queue.right(top);
    const token = this.#tokens[left]! + this.#withoutPrefix(this.#tokens[right]!);
    const merged = vocabulary.get(token) ?? vocabulary.size;
    const isNew = merged === vocabulary.size;
    if (isNew) {
      vocabulary.set(token, merged);
      this.#tokens.push(token);
    }
    this.#extents[merged] = this.#extents[left]! + this.#extents[right]!;
    this.#merges.push([left, right, merged]);
    this.#queue.pop();
    this.#mergeAll(left, right, merged, this.#queue.from(top), this.#queue.to(top));
    this.#enqueue(left, right, merged, isNew);
    return true;
  }

  #withoutPrefix(token: string): string {
    const { continuingSubwordPrefix: prefix = '' } = this.#options;
    return token.startsWith(prefix) ? token.slice(prefix.length) : token;
  }

  /** Of the candidate on top; one whose count is out of date first goes to its place. 0 when there is none. */
  #highestCount(): number {
    const queue = this.#queue;
    while (queue.size > 0) {
      const { top, topCount } = queue;
      const count = this.#pairs.count(queue.left(top), queue.right(top));
      if (count === topCount) return count;
      queue.changeTop(count);
    }
    return 0;
  }

  /** Merges a pair where it was found. @param from where its positions begin @param to where they end */
  #mergeAll(left: number, right: number, merged: number, from: number, to: number): void {
    this.#before.open(this.#tokens.length);
    this.#after.open(this.#tokens.length);
    const { items } = this.#positions;
    const wasFoundAgain = this.#foundAgain.has(pairKey(left, right));
    for (let i = from; i < to; i += 2) {
      if ((i - from) % FETCHED === 0) {
        for (let j = i; j < to && j < i + FETCHED; j += 2) this.#cells.fetch(items[j]!);
      }
      const word = items[i + 1]!;
      if (!wasFoundAgain) this.#mergeAt(items[i]!, word, left, right, merged);
      // Positions of one word stand together.
      else if (i === from || word !== items[i - 1]) this.#mergeWord(word, left, right, merged);
    }
  }

  #mergeWord(word: number, left: number, right: number, merged: number): void {
    const cells = this.#cells;
    const start = this.#words.starts[word]! + word + 1;
    for (let at = start; cells.token(at) !== BOUNDARY; at = cells.next(at)) {
      if (cells.token(at) === left) this.#mergeAt(at, word, left, right, merged);
    }
  }

  /** Merges what begins at a position, if that is still the pair. */
  #mergeAt(position: number, word: number, left: number, right: number, merged: number): void {
    const cells = this.#cells;
    if (cells.token(position) !== left) return;
    const second = cells.next(position);
    if (cells.token(second) !== right) return;
    const count = this.#words.counts[word]!;
    const before = cells.previous(position);
    const tokenBefore = cells.token(before);
    if (tokenBefore !== BOUNDARY) this.#before.note(tokenBefore, before, word, count);
    const end = cells.next(second);
    const tokenAfter = cells.token(end);
    if (tokenAfter === merged) {
      // The new token twice: noted as if the first stood before the second, and what is then not gone is put right.
      this.#before.note(merged, position, word, count);
      this.#pairs.add(merged, left, count);
      this.#pairs.add(right, merged, -count);
    } else if (tokenAfter !== BOUNDARY) this.#after.note(tokenAfter, position, word, count);
    cells.merge(position, second, end, merged);
  }

  /** Counts the pairs that a merge took from the words and those that it made, which become candidates. */
  #enqueue(left: number, right: number, merged: number, isNew: boolean): void {
    const before = this.#before;
    const after = this.#after;
    const pairs = this.#pairs;
    for (let i = 0; i < before.size; i++) {
      pairs.fetch(before.token(i), left);
      pairs.fetch(before.token(i), merged);
    }
    for (let i = 0; i < after.size; i++) {
      pairs.fetch(right, after.token(i));
      pairs.fetch(merged, after.token(i));
    }
    for (let i = 0; i < before.size; i++) pairs.add(before.token(i), left, -before.sum(i));
    for (let i = 0; i < after.size; i++) pairs.add(right, after.token(i), -after.sum(i));
    const room = (this.#options.maxTokenLength ?? Infinity) - this.#extents[merged]!;
    for (let i = 0; i < before.size; i++) {
      const token = before.token(i);
      if (!isNew) this.#foundAgain.add(pairKey(token, merged));
      if (this.#extents[token]! < room) this.#addCandidate(before, i, token, merged);
    }
    for (let i = 0; i < after.size; i++) {
      const token = after.token(i);
      if (!isNew) this.#foundAgain.add(pairKey(merged, token));
      if (this.#extents[token]! < room) this.#addCandidate(after, i, merged, token);
    }
    before.layOut(this.#positions.items);
    after.layOut(this.#positions.items);
  }

  /** Takes all pairs of the words as candidates: token by token, where it is, and what stands behind it there. */
  #findPairs({ symbols, starts, counts }: TokenWords): void {
    const tokens = this.#tokens.length;
    const ends = new Int32Array(tokens + 1);
    for (let word = 0; word < counts.length; word++) {
      for (let i = starts[word]!; i < starts[word + 1]! - 1; i++) ends[symbols[i]! + 1]! += 1;
    }
    for (let token = 0; token < tokens; token++) ends[token + 1]! += ends[token]!;
    const size = ends[tokens]!;
    // Of each pair its second token, its position and its word.
    const found = new Int32Array(3 * size);
    for (let word = 0; word < counts.length; word++) {
      for (let i = starts[word]!; i < starts[word + 1]! - 1; i++) {
        const at = ends[symbols[i]!]!;
        found[3 * at] = symbols[i + 1]!;
        found[3 * at + 1] = i + word + 1;
        found[3 * at + 2] = word;
        ends[symbols[i]!] = at + 1;
      }
    }
    const after = this.#after;
    for (let token = 0, from = 0; token < tokens; token++) {
      after.open(tokens);
      for (; from < ends[token]!; from++) {
        const word = found[3 * from + 2]!;
        after.note(found[3 * from]!, found[3 * from + 1]!, word, counts[word]!);
      }
      for (let i = 0; i < after.size; i++) this.#addCandidate(after, i, token, after.token(i));
      after.layOut(this.#positions.items);
    }
  }

  /** Counts a pair that was found beside a token. */
  #addCandidate(neighbours: NeighbourLog, neighbour: number, left: number, right: number): void {
    const count = this.#pairs.add(left, right, neighbours.sum(neighbour));
    if (count <= 0) return;
    const size = 2 * neighbours.occurrences(neighbour);
    const from = this.#positions.reserve(size);
    neighbours.send(neighbour, from);
    this.#queue.push(left, right, count, from, from + size);
  }
}

function pairKey(left: number, right: number): number {
  return left * 2 ** 26 + right;
}
