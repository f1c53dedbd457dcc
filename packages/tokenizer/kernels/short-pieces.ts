/** Remembers the tokens of short pieces in a hash table: a lookup touches one line of the cache. */

import { List } from './list';
import { mergeBytes } from './merge';

/** Longer pieces do not fit a slot. */
export const MAX_SHORT_PIECE: usize = 15;

/**
 * Bytes of a slot: 16 of the piece, the last of them its length; three of its ids; and how many ids it has. Where these
 * are more than three, the first integer says where they lie in the list. A free slot has length 0.
 */
const SLOT: usize = 32;
const IDS = 16;
const COUNT = 28;
const MOST_IDS: usize = 3;
const FIRST_SLOTS: usize = 1 << 10;

let slots: usize = heap.alloc(SLOT * FIRST_SLOTS);
/** Selects the place of a slot from a hash. */
let mask: usize = SLOT * (FIRST_SLOTS - 1);
let size: usize = 0;
const ids = new List();

/** By length of a piece, the bits that it fills of 16 bytes. */
const pieceBits = memory.data(16 * 16, 16);
for (let length: usize = 0; length <= MAX_SHORT_PIECE; length++) {
  memory.fill(pieceBits + 16 * length, 0xff, length);
}
forgetShortPieces();

/** How many are remembered. */
export function shortPieces(): usize {
  return size;
}

/**
 * Writes the tokens of a piece.
 *
 * @param from where it begins; 16 bytes must be readable
 * @param length of 1 to MAX_SHORT_PIECE bytes
 * @param output room for an integer a byte, and for three more
 * @returns behind the tokens
 */
// @ts-ignore: decorator
@inline
export function writeShortPiece(from: usize, length: usize, output: usize): usize {
  const first = load<u64>(from) & load<u64>(pieceBits + 16 * length);
  const second = (load<u64>(from, 8) & load<u64>(pieceBits + 16 * length, 8)) | (<u64>length << 56);
  const slot = slotOf(first, second);
  if (load<u64>(slot, 8) == 0) return remember(slot, first, second, from, length, output);
  const count = load<usize>(slot, COUNT);
  // Whatever the count, without a branch.
  v128.store(output, v128.load(slot, IDS));
  if (count > MOST_IDS) memory.copy(output, ids.start + load<usize>(slot, IDS), 4 * count);
  return output + 4 * count;
}

/** Gives a piece one token, whatever the merges. */
export function setShortPiece(from: usize, length: usize, id: i32): void {
  const first = load<u64>(from) & load<u64>(pieceBits + 16 * length);
  const second = (load<u64>(from, 8) & load<u64>(pieceBits + 16 * length, 8)) | (<u64>length << 56);
  const slot = add(slotOf(first, second), first, second);
  store<i32>(slot, id, IDS);
  store<i32>(slot, 1, COUNT);
}

/** Forgets all and keeps the memory. */
export function forgetShortPieces(): void {
  memory.fill(slots, 0, mask + SLOT);
  size = 0;
  ids.size = 0;
}

function remember(slot: usize, first: u64, second: u64, from: usize, length: usize, output: usize): usize {
  slot = add(slot, first, second);
  const count = mergeBytes(from, length, output);
  store<usize>(slot, count, COUNT);
  if (count <= MOST_IDS) {
    memory.copy(slot + IDS, output, 4 * count);
  } else {
    const at = ids.reserve(4 * count);
    memory.copy(ids.start + at, output, 4 * count);
    store<usize>(slot, at, IDS);
  }
  return output + 4 * count;
}

/** Where a piece is, or the free slot where it would be. */
// @ts-ignore: decorator
@inline
function slotOf(first: u64, second: u64): usize {
  let at = hashOf(first, second) & mask;
  while (true) {
    const slot = slots + at;
    const found = load<u64>(slot, 8);
    if (found == 0 || (found == second && load<u64>(slot) == first)) return slot;
    at = (at + SLOT) & mask;
  }
}

/** Multiplications spread the bytes over the high bits, which are folded into the low ones that choose the slot. */
// @ts-ignore: decorator
@inline
function hashOf(first: u64, second: u64): usize {
  const hash = (first * 0x9e3779b97f4a7c15) ^ (second * 0xc2b2ae3d27d4eb4f);
  return <usize>(hash ^ (hash >> 32));
}

/** Puts a new piece into a free slot, or into another when the table must grow. @returns the slot */
function add(slot: usize, first: u64, second: u64): usize {
  if ((size + 1) * SLOT * 2 > mask) {
    grow();
    slot = slotOf(first, second);
  }
  size++;
  store<u64>(slot, first);
  store<u64>(slot, second, 8);
  return slot;
}

function grow(): void {
  const old = slots;
  const oldEnd = old + mask + SLOT;
  // By four, as each time all are put in again.
  const bytes = (mask + SLOT) * 4;
  slots = heap.alloc(bytes);
  memory.fill(slots, 0, bytes);
  mask = bytes - SLOT;
  for (let slot = old; slot < oldEnd; slot += SLOT) {
    if (load<u64>(slot, 8) != 0) memory.copy(slotOf(load<u64>(slot), load<u64>(slot, 8)), slot, SLOT);
  }
  heap.free(old);
}
