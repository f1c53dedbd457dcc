import { Int32List } from './int32-list.ts';
import type { PairTable } from './pair-table.ts';

/**
 * Candidates for the next merge, numbered from 0 in the order they came. On top is the one with the highest count, of
 * equal ones that whose pair has the smaller (left, right).
 */
export class MergeQueue {
  readonly #pairs: PairTable;
  /** By candidate: its pair, and the bounds of the words that it was found in. */
  readonly #candidates = new Int32List();
  /** The heap: counts, and beside each its candidate. */
  #counts = new Float64Array(1 << 12);
  #members = new Int32Array(1 << 12);
  #size = 0;

  /** @param pairs gives the tokens of each pair */
  constructor(pairs: PairTable) {
    this.#pairs = pairs;
  }

  /** The pair of a candidate. */
  pair(candidate: number): number {
    return this.#candidates.items[3 * candidate]!;
  }

  /** Where its words begin. */
  wordsFrom(candidate: number): number {
    return this.#candidates.items[3 * candidate + 1]!;
  }

  /** Where its words end. */
  wordsTo(candidate: number): number {
    return this.#candidates.items[3 * candidate + 2]!;
  }

  /** How many candidates wait. */
  get size(): number {
    return this.#size;
  }

  /** The highest count; there must be one. */
  get topCount(): number {
    return this.#counts[0]!;
  }

  /** The candidate with the highest count; there must be one. */
  get top(): number {
    return this.#members[0]!;
  }

  /** Puts a new candidate in, with the present count of its pair. */
  push(pair: number, wordsFrom: number, wordsTo: number): void {
    const candidate = this.#candidates.length / 3;
    this.#candidates.push(pair);
    this.#candidates.push(wordsFrom);
    this.#candidates.push(wordsTo);
    if (this.#size === this.#members.length) this.#grow();
    const count = this.#pairs.count(pair);
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(count, candidate, parent)) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#counts[at] = count;
    this.#members[at] = candidate;
  }

  /** Takes the top out. */
  pop(): void {
    this.#size--;
    this.#sink(this.#counts[this.#size]!, this.#members[this.#size]!);
  }

  /** Gives the top the present count of its pair, and the place that goes with it. */
  refreshTop(): void {
    const candidate = this.top;
    this.#sink(this.#pairs.count(this.pair(candidate)), candidate);
  }

  /** Puts a candidate in the place of the top, then where it belongs. */
  #sink(count: number, candidate: number): void {
    const size = this.#size;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && this.#isBefore(this.#counts[child + 1]!, this.#members[child + 1]!, child)) child++;
      if (this.#isBefore(count, candidate, child)) break;
      this.#move(child, at);
      at = child;
    }
    this.#counts[at] = count;
    this.#members[at] = candidate;
  }

  #isBefore(count: number, candidate: number, place: number): boolean {
    if (count !== this.#counts[place]!) return count > this.#counts[place]!;
    const pairs = this.#pairs;
    const a = this.pair(candidate);
    const b = this.pair(this.#members[place]!);
    const left = pairs.left(a) - pairs.left(b);
    return left < 0 || (left === 0 && pairs.right(a) < pairs.right(b));
  }

  #move(from: number, to: number): void {
    this.#counts[to] = this.#counts[from]!;
    this.#members[to] = this.#members[from]!;
  }

  #grow(): void {
    const counts = new Float64Array(2 * this.#size);
    const members = new Int32Array(2 * this.#size);
    counts.set(this.#counts);
    members.set(this.#members);
    this.#counts = counts;
    this.#members = members;
  }
}
