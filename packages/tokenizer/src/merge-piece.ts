import { NO_MERGE } from './merge-table.ts';
import type { MergeTable } from './merge-table.ts';
import { MinHeap } from './min-heap.ts';

/** Up to this many symbols, looking through all ranks again for each merge is faster than a heap. */
const SHORT_PIECE = 64;

/** Positions are below it, as no JavaScript string has more bytes; a heap's key is rank · SPAN + position. */
const SPAN = 2 ** 31;

/** How many merges a vocabulary may have, so that every key of the heap is an exact double. */
export const MAX_MERGES = 2 ** 22;

/**
 * Applies merges to a piece in place, the lowest rank first and of equal ones the leftmost, until none is left
 * (Sennrich et al. 2016). Takes O(n log n) time for n symbols.
 *
 * @param symbols token ids, at first one for each byte
 * @param length how many of them there are
 * @param extents how long each symbol is, in whatever unit; those of the tokens are left in their place
 * @returns how many tokens are left, at the front of `symbols`
 */
export function mergePiece(symbols: Int32Array, length: number, merges: MergeTable, extents?: Int32Array): number {
  if (length < 2) return length;
  return length <= SHORT_PIECE
    ? mergeShort(symbols, length, merges, extents)
    : mergeLong(symbols, length, merges, extents);
}

const shortRanks = new Int32Array(SHORT_PIECE);

function mergeShort(symbols: Int32Array, length: number, merges: MergeTable, extents?: Int32Array): number {
  const ranks = shortRanks;
  for (let i = 0; i + 1 < length; i++) ranks[i] = merges.rank(symbols[i]!, symbols[i + 1]!);
  ranks[length - 1] = NO_MERGE;
  for (;;) {
    let best = 0;
    for (let i = 1; i < length - 1; i++) if (ranks[i]! < ranks[best]!) best = i;
    const rank = ranks[best]!;
    if (rank === NO_MERGE) return length;
    symbols[best] = merges.merged(rank);
    length--;
    for (let i = best + 1; i < length; i++) symbols[i] = symbols[i + 1]!;
    if (extents !== undefined) {
      extents[best]! += extents[best + 1]!;
      for (let i = best + 1; i < length; i++) extents[i] = extents[i + 1]!;
    }
    for (let i = best + 1; i < length; i++) ranks[i] = ranks[i + 1]!;
    ranks[best] = best + 1 < length ? merges.rank(symbols[best]!, symbols[best + 1]!) : NO_MERGE;
    if (best > 0) ranks[best - 1] = merges.rank(symbols[best - 1]!, symbols[best]!);
  }
}

/** The symbols as a list linked both ways; `length` stands for the end, −1 for a symbol that is gone. */
function mergeLong(symbols: Int32Array, length: number, merges: MergeTable, extents?: Int32Array): number {
  const next = Int32Array.from({ length }, (_, i) => i + 1);
  const previous = Int32Array.from({ length }, (_, i) => i - 1);
  const heap = new MinHeap();
  const offer = (left: number, right: number) => {
    const rank = merges.rank(symbols[left]!, symbols[right]!);
    if (rank !== NO_MERGE) heap.push(rank * SPAN + left);
  };
  for (let i = 0; i + 1 < length; i++) offer(i, i + 1);
  while (heap.size > 0) {
    const key = heap.pop();
    const rank = Math.floor(key / SPAN);
    const left = key - rank * SPAN;
    const right = next[left]!;
    // What the heap holds about a symbol is out of date once it has merged.
    if (right === -1 || right === length || merges.rank(symbols[left]!, symbols[right]!) !== rank) continue;
    symbols[left] = merges.merged(rank);
    if (extents !== undefined) extents[left]! += extents[right]!;
    const after = next[right]!;
    next[left] = after;
    next[right] = -1;
    if (after < length) {
      previous[after] = left;
      offer(left, after);
    }
    if (left > 0) offer(previous[left]!, left);
  }
  let kept = 0;
  for (let i = 0; i < length; i = next[i]!) {
    if (extents !== undefined) extents[kept] = extents[i]!;
    symbols[kept++] = symbols[i]!;
  }
  return kept;
}
