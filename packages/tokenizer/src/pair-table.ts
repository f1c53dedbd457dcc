import { pairHash } from './merge-table.ts';

/** Integers in a slot: the pair, and its number plus one, 0 where free; one keeps a slot in one line of the cache. */
const SLOT = 4;

/** Pairs of neighbouring tokens, numbered from 0 in the order they came, with how often each occurs. */
export class PairTable {
  #size = 0;
  #counts = new Float64Array(1 << 12);
  /** By pair: its two tokens. */
  #tokens = new Int32Array(1 << 13);
  /** At most half full. */
  #slots = new Int32Array(SLOT << 13);

  /** How many pairs there are. */
  get size(): number {
    return this.#size;
  }

  /** The first token of pair i. */
  left(i: number): number {
    return this.#tokens[2 * i]!;
  }

  /** The second token of pair i. */
  right(i: number): number {
    return this.#tokens[2 * i + 1]!;
  }

  /** How often pair i occurs. */
  count(i: number): number {
    return this.#counts[i]!;
  }

  /** Adds to the count of a pair, which is new or not, and returns its number. */
  add(left: number, right: number, change: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (SLOT * pairHash(left, right)) & mask;
    for (let entry = slots[slot + 2]!; entry !== 0; entry = slots[slot + 2]!) {
      if (slots[slot] === left && slots[slot + 1] === right) {
        this.#counts[entry - 1]! += change;
        return entry - 1;
      }
      slot = (slot + SLOT) & mask;
    }
    const pair = this.#size++;
    slots[slot] = left;
    slots[slot + 1] = right;
    slots[slot + 2] = pair + 1;
    this.#tokens[2 * pair] = left;
    this.#tokens[2 * pair + 1] = right;
    this.#counts[pair] = change;
    if (this.#size === this.#counts.length) this.#grow();
    return pair;
  }

  #grow(): void {
    const capacity = 2 * this.#size;
    const counts = new Float64Array(capacity);
    const tokens = new Int32Array(2 * capacity);
    counts.set(this.#counts);
    tokens.set(this.#tokens);
    const slots = new Int32Array(SLOT * 2 * capacity);
    const mask = slots.length - 1;
    for (let pair = 0; pair < this.#size; pair++) {
      const left = tokens[2 * pair]!;
      const right = tokens[2 * pair + 1]!;
      let slot = (SLOT * pairHash(left, right)) & mask;
      while (slots[slot + 2] !== 0) slot = (slot + SLOT) & mask;
      slots[slot] = left;
      slots[slot + 1] = right;
      slots[slot + 2] = pair + 1;
    }
    this.#counts = counts;
    this.#tokens = tokens;
    this.#slots = slots;
  }
}
