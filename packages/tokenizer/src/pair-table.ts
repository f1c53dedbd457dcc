import { pairHash } from './merge-table.ts';

/** Pairs of neighbouring tokens, numbered from 0 in the order they came, with how often each occurs. */
export class PairTable {
  #size = 0;
  #lefts = new Int32Array(1 << 12);
  #rights = new Int32Array(1 << 12);
  #counts = new Float64Array(1 << 12);
  /** Number of the pair plus one, 0 where free; twice as long as the arrays above. */
  #slots = new Int32Array(1 << 13);

  /** How many pairs there are. */
  get size(): number {
    return this.#size;
  }

  /** The first token of pair i. */
  left(i: number): number {
    return this.#lefts[i]!;
  }

  /** The second token of pair i. */
  right(i: number): number {
    return this.#rights[i]!;
  }

  /** How often pair i occurs. */
  count(i: number): number {
    return this.#counts[i]!;
  }

  /** Adds to the count of a pair, which is new or not, and returns its number. */
  add(left: number, right: number, change: number): number {
    const mask = this.#slots.length - 1;
    let slot = pairHash(left, right) & mask;
    for (let entry = this.#slots[slot]!; entry !== 0; entry = this.#slots[slot]!) {
      const pair = entry - 1;
      if (this.#lefts[pair] === left && this.#rights[pair] === right) {
        this.#counts[pair]! += change;
        return pair;
      }
      slot = (slot + 1) & mask;
    }
    const pair = this.#size++;
    this.#slots[slot] = pair + 1;
    this.#lefts[pair] = left;
    this.#rights[pair] = right;
    this.#counts[pair] = change;
    if (this.#size === this.#lefts.length) this.#grow();
    return pair;
  }

  #grow(): void {
    const capacity = 2 * this.#size;
    const lefts = new Int32Array(capacity);
    const rights = new Int32Array(capacity);
    const counts = new Float64Array(capacity);
    lefts.set(this.#lefts);
    rights.set(this.#rights);
    counts.set(this.#counts);
    const slots = new Int32Array(2 * capacity);
    const mask = slots.length - 1;
    for (let pair = 0; pair < this.#size; pair++) {
      let slot = pairHash(lefts[pair]!, rights[pair]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = pair + 1;
    }
    this.#lefts = lefts;
    this.#rights = rights;
    this.#counts = counts;
    this.#slots = slots;
  }
}
