/** Integers in a slot: the pair's tokens, the first plus one, 0 where free; and its count, a double. */
const SLOT = 4;

/** How often pairs of neighbouring tokens occur: an open-addressing hash table. */
export class PairTable {
  #size = 0;
  /** At most half full. */
  #slots: Int32Array;
  /** The same memory. Doubles: 32-bit integers overflow on large corpora. */
  #counts: Float64Array;
  readonly #fetched = new Int32Array(1);

  /** @param capacity about how many pairs there will be */
  constructor(capacity: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(8, 2 * capacity)));
    this.#slots = new Int32Array(SLOT * slots);
    this.#counts = new Float64Array(this.#slots.buffer);
  }

  /** How often a pair occurs. */
  count(left: number, right: number): number {
    const slot = this.#find(left, right);
    return this.#slots[slot] === 0 ? 0 : this.#counts[(slot >> 1) + 1]!;
  }

  /** Has the processor fetch where a pair is looked for soon, as `WordCells.fetch`. */
  fetch(left: number, right: number): void {
    this.#fetched[0] = this.#slots[(SLOT * pairHash(left, right)) & (this.#slots.length - 1)]!;
  }

  /** Adds to the count of a pair and returns it. */
  add(left: number, right: number, change: number): number {
    const slot = this.#find(left, right);
    const slots = this.#slots;
    const count = (slot >> 1) + 1;
    if (slots[slot] !== 0) return this.#counts[count]! += change;
    slots[slot] = left + 1;
    slots[slot + 1] = right;
    this.#counts[count] = change;
    if (++this.#size > slots.length / (2 * SLOT)) this.#grow();
    return change;
  }

  /** Where the pair is, or the free slot where it would be. */
  #find(left: number, right: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const first = left + 1;
    let slot = (SLOT * pairHash(left, right)) & mask;
    while (slots[slot] !== 0 && (slots[slot] !== first || slots[slot + 1] !== right)) slot = (slot + SLOT) & mask;
    return slot;
  }

  #grow(): void {
    const old = this.#slots;
    const oldCounts = this.#counts;
    this.#slots = new Int32Array(2 * old.length);
    this.#counts = new Float64Array(this.#slots.buffer);
    for (let from = 0; from < old.length; from += SLOT) {
      if (old[from] === 0) continue;
      const to = this.#find(old[from]! - 1, old[from + 1]!);
      this.#slots[to] = old[from]!;
      this.#slots[to + 1] = old[from + 1]!;
      this.#counts[(to >> 1) + 1] = oldCounts[(from >> 1) + 1]!;
    }
  }
}

/** A hash of two ids whose low bits are well mixed. */
function pairHash(left: number, right: number): number {
  const hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}
