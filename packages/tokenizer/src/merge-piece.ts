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

/** What a symbol has that does not merge with the next: more than every rank · SHORT_PIECE + position. */
const NO_KEY = NO_MERGE * SHORT_PIECE;

/** By symbol of a short piece: the rank of its merge with the next one, and its position. */
const shortKeys = new Int32Array(SHORT_PIECE);
const shortNext = new Int32Array(SHORT_PIECE);
const shortPrevious = new Int32Array(SHORT_PIECE);

function mergeShort(symbols: Int32Array, length: number, merges: MergeTable, extents?: Int32Array): number {
  const [keys, next, previous] = [shortKeys, shortNext, shortPrevious];
  const last = length - 1;
  link(next, previous, length);
  for (let i = 0; i < last; i++) keys[i] = keyOf(merges.rank(symbols[i]!, symbols[i + 1]!), i);
  for (;;) {
    let least = keys[0]!;
    // Without a branch, which no processor could foresee.
    for (let i = 1; i < last; i++) {
      const less = (keys[i]! - least) | 0;
      least = (least + (less & (less >> 31))) | 0;
    }
    if (least >= NO_KEY) return gather(symbols, next, length, extents);
    const left = least & (SHORT_PIECE - 1);
    const right = next[left]!;
    const after = next[right]!;
    const merged = merges.merged(least / SHORT_PIECE | 0);
    symbols[left] = merged;
    if (extents !== undefined) extents[left]! += extents[right]!;
    keys[right] = NO_KEY;
    keys[left] = NO_KEY;
    next[left] = after;
    if (after < length) {
      previous[after] = left;
      keys[left] = keyOf(merges.rank(merged, symbols[after]!), left);
    }
    if (left > 0) {
      const before = previous[left]!;
      keys[before] = keyOf(merges.rank(symbols[before]!, merged), before);
    }
  }
}

function keyOf(rank: number, position: number): number {
  return (rank * SHORT_PIECE) | position;
}

/** Makes a list, linked both ways, of symbols one after the other; `length` stands for the end. */
function link(next: Int32Array, previous: Int32Array, length: number): void {
  for (let i = 0; i < length; i++) {
    next[i] = i + 1;
    previous[i] = i - 1;
  }
}

/** Moves what is left in a list of symbols to the front. @returns how many there are */
function gather(symbols: Int32Array, next: Int32Array, length: number, extents?: Int32Array): number {
  let kept = 0;
  for (let i = 0; i < length; i = next[i]!) {
    if (extents !== undefined) extents[kept] = extents[i]!;
    symbols[kept++] = symbols[i]!;
  }
  return kept;
}

/** In the list of symbols, −1 is next to one that is gone. */
function mergeLong(symbols: Int32Array, length: number, merges: MergeTable, extents?: Int32Array): number {
  const next = new Int32Array(length);
  const previous = new Int32Array(length);
  link(next, previous, length);
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
  return gather(symbols, next, length, extents);
}
