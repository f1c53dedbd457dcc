/** Two neighbouring tokens that become one. */
export type Merge = readonly [left: number, right: number, merged: number];

/** What `MergeTable.rank` gives for a pair that does not merge; larger than any rank. */
export const NO_MERGE = 2 ** 25 - 1;

/** Integers in a slot: the pair and its rank, and one that keeps slots from lying across two lines of the cache. */
const SLOT = 4;
/** Pairs of ids below it are looked up without a hash. Bytes have such ids, and every piece begins as bytes. */
const DIRECT = 256;

/** Ranks of merges by their pair: an open-addressing hash table of integers. The lower rank merges first. */
export class MergeTable {
  readonly #slots: Int32Array;
  readonly #direct = new Int32Array(DIRECT * DIRECT).fill(NO_MERGE);
  readonly #merged: Int32Array;

  /** @param merges by rank; where a pair comes twice, its last rank counts */
  constructor(merges: readonly Merge[]) {
    let slots = 4;
    while (slots < 2 * merges.length + 2) slots *= 2;
    this.#slots = new Int32Array(SLOT * slots);
    for (let slot = 0; slot < this.#slots.length; slot += SLOT) this.#slots[slot + 2] = NO_MERGE;
    this.#merged = new Int32Array(merges.length);
    for (let rank = 0; rank < merges.length; rank++) {
      const [left, right, merged] = merges[rank]!;
      this.#merged[rank] = merged;
      if ((left | right) < DIRECT) {
        this.#direct[DIRECT * left + right] = rank;
        continue;
      }
      const slot = this.#slot(left, right);
      this.#slots[slot] = left;
      this.#slots[slot + 1] = right;
      this.#slots[slot + 2] = rank;
    }
  }

  /** Rank of the merge of two neighbours, or NO_MERGE. */
  rank(left: number, right: number): number {
    if ((left | right) < DIRECT) return this.#direct[DIRECT * left + right]!;
    return this.#slots[this.#slot(left, right) + 2]!;
  }

  /** The token that the merge of a rank makes. */
  merged(rank: number): number {
    return this.#merged[rank]!;
  }

  /** Where the pair is, or the free slot where it would be. */
  #slot(left: number, right: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (SLOT * pairHash(left, right)) & mask;
    while (slots[slot + 2] !== NO_MERGE && (slots[slot] !== left || slots[slot + 1] !== right)) {
      slot = (slot + SLOT) & mask;
    }
    return slot;
  }
}

/** A hash of two ids whose low bits are well mixed. */
export function pairHash(left: number, right: number): number {
  const hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}
