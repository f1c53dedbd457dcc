import { InvalidInputError } from '@oneday/core';
import { KernelMemory } from './kernel-memory.ts';
import { KernelRoom } from './kernel-room.ts';

/** Two neighbouring tokens that become one. */
export type Merge = readonly [left: number, right: number, merged: number];

/** How many merges a vocabulary may have; a rank and a position must fit an integer. */
export const MAX_MERGES = 2 ** 22;

/** More symbols are refused: merging them takes 28 bytes each, and no part of the memory has 1 GiB. */
const MOST_SYMBOLS = 1 << 25;
/** The memory of longer pieces is not kept, nor that of one that failed. */
const MAX_KEPT_SYMBOLS = 1 << 16;

/** Applies merges to the symbols of a piece. */
export class Merger {
  readonly #merges: Int32Array;
  #opened: { readonly memory: KernelMemory; readonly room: KernelRoom } | undefined;

  /** @param merges by rank; where a pair comes twice, its last rank counts */
  constructor(merges: readonly Merge[]) {
    this.#merges = mergeTriples(merges);
  }

  /**
   * Merges in place, the lowest rank first and of equal ones the leftmost, until nothing merges (Sennrich et al. 2016).
   * Takes O(n log n) time for n symbols.
   *
   * @param symbols token ids
   * @param length how many of them there are
   * @param extents how long each symbol is, in whatever unit; those of the tokens are left in their place
   * @returns how many tokens are left, at the front of `symbols`
   * @throws InvalidInputError when there are more than 2^25 symbols
   */
  merge(symbols: Int32Array, length: number, extents: Int32Array): number {
    if (length > MOST_SYMBOLS) {
      throw new InvalidInputError(`BPE: no piece of a text may have more than ${MOST_SYMBOLS} symbols; got ${length}`);
    }
    const opened = this.#opened ?? this.#open();
    this.#opened = undefined;
    const { memory, room } = opened;
    const address = room.reserve(2 * 4 * length);
    const first = address / 4;
    const before = memory.integers;
    for (let i = 0; i < length; i++) before[first + i] = symbols[i]!;
    const kept = memory.kernels.merge(address, length, address + 4 * length);
    const { integers } = memory;
    for (let i = 0; i < kept; i++) {
      symbols[i] = integers[first + i]!;
      const start = integers[first + length + i]!;
      const end = i + 1 < kept ? integers[first + length + i + 1]! : length;
      let extent = 0;
      for (let j = start; j < end; j++) extent += extents[j]!;
      extents[i] = extent;
    }
    if (length <= MAX_KEPT_SYMBOLS) this.#opened = opened;
    return kept;
  }

  #open(): { memory: KernelMemory; room: KernelRoom } {
    const memory = new KernelMemory();
    memory.kernels.useMerges(memory.put(this.#merges), this.#merges.length / 3);
    return { memory, room: new KernelRoom(memory) };
  }
}

/** Merges by rank, three integers each. */
export function mergeTriples(merges: readonly Merge[]): Int32Array {
  const triples = new Int32Array(3 * merges.length);
  for (const [rank, merge] of merges.entries()) triples.set(merge, 3 * rank);
  return triples;
}
