import { grownFloat64, grownInt32 } from './grown-array.ts';
import { Int32List } from './int32-list.ts';

/** Tokens are below it, so that a pair is one exact double: left · TOKENS + right. */
const TOKENS = 2 ** 26;

/** Candidates with lower counts wait by count, unordered; higher counts are few. */
const WAITING_COUNTS = 1 << 12;

/** Integers that are known of a candidate: the bounds of its positions, and the next one that waits. */
const CANDIDATE = 3;

/**
 * Candidates for the next merge, numbered from 0 in the order they came. On top is the one with the highest count, of
 * equal ones that whose pair has the smaller (left, right), of equal pairs the one that came first.
 */
export class MergeQueue {
  readonly #candidates = new Int32List();
  #pairs = new Float64Array(1 << 12);
  #added = 0;
  /** By count, the first candidate that waits, plus one. */
  readonly #waiting = new Int32Array(WAITING_COUNTS);
  /** Those with lower counts wait. */
  #level = WAITING_COUNTS;
  /** How many wait. */
  #waitingSize = 0;
  /** The heap of the others: counts, and beside each its pair and its candidate. */
  #heapCounts = new Float64Array(1 << 12);
  #heapPairs = new Float64Array(1 << 12);
  #heap = new Int32Array(1 << 12);
  #size = 0;

  /** The first token of a candidate's pair. */
  left(candidate: number): number {
    return Math.floor(this.#pairs[candidate]! / TOKENS);
  }

  /** The second token of a candidate's pair. */
  right(candidate: number): number {
    return this.#pairs[candidate]! % TOKENS;
  }

  /** Where its positions begin. */
  from(candidate: number): number {
    return this.#candidates.items[CANDIDATE * candidate]!;
  }

  /** Where its positions end. */
  to(candidate: number): number {
    return this.#candidates.items[CANDIDATE * candidate + 1]!;
  }

  /** How many candidates there are. */
  get size(): number {
    return this.#size + this.#waitingSize;
  }

  /** The candidate with the highest count; there must be one. */
  get top(): number {
    while (this.#waitingSize > 0 && (this.#size === 0 || this.#heapCounts[0]! < this.#level)) this.#lower();
    return this.#heap[0]!;
  }

  /** The highest count, after `top`. */
  get topCount(): number {
    return this.#heapCounts[0]!;
  }

  /** Puts a new candidate in. @param from where its positions begin @param to where they end */
  push(left: number, right: number, count: number, from: number, to: number): void {
    const candidate = this.#added++;
    const at = this.#candidates.reserve(CANDIDATE);
    this.#candidates.items[at] = from;
    this.#candidates.items[at + 1] = to;
    if (candidate === this.#pairs.length) this.#pairs = grownFloat64(this.#pairs);
    this.#pairs[candidate] = TOKENS * left + right;
    if (this.#waits(count)) this.#wait(count, candidate);
    else this.#raise(count, candidate);
  }

  /** Takes the top out. */
  pop(): void {
    this.#size--;
    const last = this.#heap[this.#size]!;
    this.#sink(this.#heapCounts[this.#size]!, this.#heapPairs[this.#size]!, last);
  }

  /** Gives the top another count, and the place that goes with it. */
  changeTop(count: number): void {
    const candidate = this.#heap[0]!;
    if (this.#waits(count)) {
      this.pop();
      this.#wait(count, candidate);
    } else this.#sink(count, this.#pairs[candidate]!, candidate);
  }

  /** Counts that are not even 1 stay at the bottom of the heap. */
  #waits(count: number): boolean {
    return count > 0 && count < this.#level;
  }

  #wait(count: number, candidate: number): void {
    const first = this.#waiting[count]!;
    this.#candidates.items[CANDIDATE * candidate + 2] = first;
    this.#waiting[count] = candidate + 1;
    this.#waitingSize++;
  }

  /** Takes those with the highest count of all that wait into the heap. */
  #lower(): void {
    while (this.#waiting[this.#level - 1] === 0) this.#level--;
    const count = --this.#level;
    for (let next = this.#waiting[count]!; next !== 0; next = this.#candidates.items[CANDIDATE * next - 1]!) {
      this.#raise(count, next - 1);
      this.#waitingSize--;
    }
  }

  /** Puts a candidate in the heap, from the bottom. */
  #raise(count: number, candidate: number): void {
    if (this.#size === this.#heap.length) {
      this.#heapCounts = grownFloat64(this.#heapCounts);
      this.#heapPairs = grownFloat64(this.#heapPairs);
      this.#heap = grownInt32(this.#heap);
    }
    const pair = this.#pairs[candidate]!;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(count, pair, candidate, parent)) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, count, pair, candidate);
  }

  /** Puts a candidate in the place of the top, then where it belongs. */
  #sink(count: number, pair: number, candidate: number): void {
    const size = this.#size;
    const counts = this.#heapCounts;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      const other = child + 1;
      if (other < size && this.#isBefore(counts[other]!, this.#heapPairs[other]!, this.#heap[other]!, child)) child++;
      if (this.#isBefore(count, pair, candidate, child)) break;
      this.#move(child, at);
      at = child;
    }
    this.#put(at, count, pair, candidate);
  }

  #isBefore(count: number, pair: number, candidate: number, place: number): boolean {
    if (count !== this.#heapCounts[place]!) return count > this.#heapCounts[place]!;
    if (pair !== this.#heapPairs[place]!) return pair < this.#heapPairs[place]!;
    return candidate < this.#heap[place]!;
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#heapCounts[from]!, this.#heapPairs[from]!, this.#heap[from]!);
  }

  #put(place: number, count: number, pair: number, candidate: number): void {
    this.#heapCounts[place] = count;
    this.#heapPairs[place] = pair;
    this.#heap[place] = candidate;
  }
}
