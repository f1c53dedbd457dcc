/** Two neighbouring tokens that become one. */
export type Merge = readonly [left: number, right: number, merged: number];

/** What `MergeTable.rank` gives for a pair that does not merge; larger than any rank. */
export const NO_MERGE = 0x7fffffff;

/** Ranks of merges by their pair: an open-addressing hash table of integers. The lower rank merges first. */
export class MergeTable {
  readonly #lefts: Int32Array;
  readonly #rights: Int32Array;
  readonly #ranks: Int32Array;
  readonly #merged: Int32Array;

  /** @param merges by rank; where a pair comes twice, its last rank counts */
  constructor(merges: readonly Merge[]) {
    let slots = 4;
    while (slots < 2 * merges.length + 2) slots *= 2;
    this.#lefts = new Int32Array(slots);
    this.#rights = new Int32Array(slots);
    this.#ranks = new Int32Array(slots).fill(NO_MERGE);
    this.#merged = new Int32Array(merges.length);
    for (const [rank, [left, right, merged]] of merges.entries()) {
      const slot = this.#slot(left, right);
      this.#lefts[slot] = left;
      this.#rights[slot] = right;
      this.#ranks[slot] = rank;
      this.#merged[rank] = merged;
    }
  }

  /** Rank of the merge of two neighbours, or NO_MERGE. */
  rank(left: number, right: number): number {
    return this.#ranks[this.#slot(left, right)]!;
  }

  /** The token that the merge of a rank makes. */
  merged(rank: number): number {
    return this.#merged[rank]!;
  }

  /** Where the pair is, or the free slot where it would be. */
  #slot(left: number, right: number): number {
    const mask = this.#ranks.length - 1;
    let slot = pairHash(left, right) & mask;
    while (this.#ranks[slot] !== NO_MERGE && (this.#lefts[slot] !== left || this.#rights[slot] !== right)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}

/** A hash of two ids whose low bits are well mixed. */
export function pairHash(left: number, right: number): number {
  const hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}
