/** Merges of so few symbols that the bits of one word tell which are left. */

import { NO_MERGE, mergeOf } from './merges';

/** For more symbols, a heap finds the next merge. */
export const MAX_SHORT: usize = 64;
const POSITION_BITS = 6;

/** More than every rank with a position below it. */
const NO_KEY: i32 = <i32>NO_MERGE << POSITION_BITS;

/** By symbol, the rank of its merge with the next one, and its position. */
const keys = memory.data(4 * 64, 16);
/** By symbol, what that merge makes. */
const merged = memory.data(4 * 64, 16);

/** As `merge` in merge.ts, of 1 to MAX_SHORT symbols. */
export function mergeShort(symbols: usize, length: usize, starts: usize): usize {
  for (let i: usize = 0; i + 1 < length; i++) setKey(symbols, <i32>i, <i32>i + 1);
  // The least key is looked for in whole vectors.
  const vectors = (length + 3) >> 2;
  for (let i: usize = length - 1; i < 4 * vectors; i++) store<i32>(keys + 4 * i, NO_KEY);
  let left = mergeAll(symbols, vectors, length == MAX_SHORT ? -1 : (<u64>1 << length) - 1);
  let count: usize = 0;
  for (; left != 0; left &= left - 1) {
    const position = <usize>ctz(left);
    store<i32>(symbols + 4 * count, load<i32>(symbols + 4 * position));
    if (starts != 0) store<i32>(starts + 4 * count, <i32>position);
    count++;
  }
  return count;
}

/** @param alive a bit for each symbol @returns a bit for each that is left */
function mergeAll(symbols: usize, vectors: usize, alive: u64): u64 {
  while (true) {
    const key = leastKey(vectors);
    if (key == NO_KEY) return alive;
    const left = key & ((1 << POSITION_BITS) - 1);
    const behind = alive & (<u64>-2 << left);
    const right = <i32>ctz(behind);
    store<i32>(symbols + 4 * left, load<i32>(merged + 4 * left));
    store<i32>(keys + 4 * right, NO_KEY);
    alive ^= <u64>1 << right;
    const following = behind & (behind - 1);
    if (following == 0) store<i32>(keys + 4 * left, NO_KEY);
    else setKey(symbols, left, <i32>ctz(following));
    const before = alive & ((<u64>1 << left) - 1);
    if (before != 0) setKey(symbols, 63 - <i32>clz(before), left);
  }
}

/** Of all keys; without a branch, which no processor could foresee. */
// @ts-ignore: decorator
@inline
function leastKey(vectors: usize): i32 {
  let least = v128.load(keys);
  for (let i: usize = 1; i < vectors; i++) least = i32x4.min_s(least, v128.load(keys + 16 * i));
  least = i32x4.min_s(least, i32x4.shuffle(least, least, 2, 3, 0, 1));
  least = i32x4.min_s(least, i32x4.shuffle(least, least, 1, 0, 3, 2));
  return min(i32x4.extract_lane(least, 0), NO_KEY);
}

/** Sets the key of a symbol, from the one behind it that is left. */
// @ts-ignore: decorator
@inline
function setKey(symbols: usize, left: i32, right: i32): void {
  const merge = mergeOf(load<i32>(symbols + 4 * left), load<i32>(symbols + 4 * right));
  store<i32>(keys + 4 * left, (<i32>merge << POSITION_BITS) | left);
  store<i32>(merged + 4 * left, <i32>(merge >> 32));
}
