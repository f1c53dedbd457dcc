/** Merges of many symbols: a heap gives the next one, so that n symbols take O(n log n) time. */

import { KeyHeap } from './key-heap';
import { NO_MERGE, mergeOf } from './merges';

/** By position: the symbol, and the positions of its neighbours; the next one of a symbol that is gone is 0. */
let symbols: usize = 0;
let next: usize = 0;
let previous: usize = 0;

/** As `merge` in merge.ts. */
export function mergeLong(all: usize, size: usize, starts: usize): usize {
  const length = <i32>size;
  symbols = all;
  next = heap.alloc(2 * 4 * size);
  previous = next + 4 * size;
  for (let i = 0; i < length; i++) {
    set(next, i, i + 1);
    set(previous, i, i - 1);
  }
  // A merge takes at least one key and offers two.
  const waiting = new KeyHeap(2 * size);
  for (let i = 0; i + 1 < length; i++) offer(waiting, i, i + 1);
  while (waiting.size > 0) {
    const key = waiting.take();
    const rank = <i32>(key >> 32);
    const left = <i32>key;
    const right = get(next, left);
    // What the heap holds about a symbol is out of date once it has merged.
    if (right == 0 || right == length) continue;
    const merge = mergeOf(get(symbols, left), get(symbols, right));
    if (<i32>merge != rank) continue;
    set(symbols, left, <i32>(merge >> 32));
    const following = get(next, right);
    set(next, left, following);
    set(next, right, 0);
    if (following < length) {
      set(previous, following, left);
      offer(waiting, left, following);
    }
    if (left > 0) offer(waiting, get(previous, left), left);
  }
  let count = 0;
  for (let i = 0; i < length; i = get(next, i)) {
    set(symbols, count, get(symbols, i));
    if (starts != 0) set(starts, count, i);
    count++;
  }
  waiting.free();
  heap.free(next);
  return count;
}

/** Offers the merge of two neighbours, if they merge: its key is its rank, and below it the position. */
function offer(waiting: KeyHeap, left: i32, right: i32): void {
  const rank = mergeOf(get(symbols, left), get(symbols, right)) & 0xffffffff;
  if (rank != NO_MERGE) waiting.add((rank << 32) | <u64>left);
}

// @ts-ignore: decorator
@inline
function get(list: usize, i: i32): i32 {
  return load<i32>(list + 4 * <usize>i);
}

// @ts-ignore: decorator
@inline
function set(list: usize, i: i32, value: i32): void {
  store<i32>(list + 4 * <usize>i, value);
}
