/** Ranks of merges by their pair: an open-addressing hash table. The lower rank merges first. */

/** What a pair has that does not merge, instead of a rank; larger than any. */
export const NO_MERGE: u64 = 0x1ffffff;

/** Bytes of a slot: the pair, its rank, and the token that the merge makes. A free slot has all bits set. */
const SLOT: usize = 16;
const FREE: u64 = -1;

let slots: usize = 0;
let mask: usize = 0;

/**
 * Sets the merges; once.
 *
 * @param merges by rank, three integers each: left, right and what they make; where a pair comes twice, its last rank
 *   counts
 */
export function useMerges(merges: usize, count: usize): void {
  let size: usize = 4;
  while (size < 2 * count + 2) size *= 2;
  slots = heap.alloc(SLOT * size);
  memory.fill(slots, 0xff, SLOT * size);
  mask = SLOT * (size - 1);
  for (let rank: usize = 0; rank < count; rank++) {
    const merge = merges + 12 * rank;
    const slot = slotOf(load<u64>(merge));
    store<u64>(slot, load<u64>(merge));
    store<usize>(slot, rank, 8);
    store<i32>(slot, load<i32>(merge, 8), 12);
  }
}

/**
 * Rank of the merge of two neighbours, or NO_MERGE, in the low half; in the high one the token that the merge makes.
 */
// @ts-ignore: decorator
@inline
export function mergeOf(left: i32, right: i32): u64 {
  const pair = <u64>(<u32>left) | (<u64>(<u32>right) << 32);
  // What a free slot has is cut to NO_MERGE.
  return load<u64>(slotOf(pair), 8) & (NO_MERGE | 0xffffffff00000000);
}

/** Where a pair is, or the free slot where it would be. */
function slotOf(pair: u64): usize {
  let at = <usize>((pair * 0x9e3779b97f4a7c15) >> 32) * SLOT & mask;
  while (true) {
    const found = load<u64>(slots + at);
    if (found == pair || found == FREE) return slots + at;
    at = (at + SLOT) & mask;
  }
}
