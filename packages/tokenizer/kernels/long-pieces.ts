/** Remembers the tokens of longer pieces in records. */

import { List } from './list';
import { mergeBytes } from './merge';

/** Longer pieces hardly ever come twice. */
const MAX_REMEMBERED_PIECE: usize = 128;

/** Bytes of a slot: the hash of a piece, and where its record lies, plus one; 0 where free. */
const SLOT: usize = 8;
const FIRST_SLOTS: usize = 1 << 8;

/** Bytes that a record begins with: the length of the piece, and the number of its ids. Ids and bytes follow. */
const HEADER: usize = 8;

let slots: usize = heap.alloc(SLOT * FIRST_SLOTS);
/** Selects the number of a slot from a hash. */
let mask: usize = FIRST_SLOTS - 1;
const records = new List();
let size: usize = 0;
/** The longest piece that has a record. */
let longest: usize = MAX_REMEMBERED_PIECE;
forgetLongPieces();

/** How many are remembered. */
export function longPieces(): usize {
  return size;
}

/** Writes the tokens of a piece. @returns behind them */
export function writeLongPiece(from: usize, length: usize, output: usize): usize {
  if (length > longest) return output + 4 * mergeBytes(from, length, output);
  const hash = hashOf(from, length);
  const slot = slotOf(hash, from, length);
  const found = load<usize>(slot, 4);
  if (found != 0) {
    const record = records.start + found - 1;
    const count = load<usize>(record, 4);
    memory.copy(output, record + HEADER, 4 * count);
    return output + 4 * count;
  }
  const count = mergeBytes(from, length, output);
  addRecord(slot, hash, from, length, output, count);
  return output + 4 * count;
}

/** Gives a piece one token, whatever the merges. @param id where the token is */
export function setLongPiece(from: usize, length: usize, id: usize): void {
  longest = max(longest, length);
  const hash = hashOf(from, length);
  addRecord(slotOf(hash, from, length), hash, from, length, id, 1);
}

/** Forgets all and keeps the memory. */
export function forgetLongPieces(): void {
  memory.fill(slots, 0, SLOT * (mask + 1));
  records.size = 0;
  size = 0;
}

function addRecord(slot: usize, hash: u32, from: usize, length: usize, ids: usize, count: usize): void {
  const at = records.reserve(HEADER + 4 * count + length);
  const record = records.start + at;
  store<usize>(record, length);
  store<usize>(record, count, 4);
  memory.copy(record + HEADER, ids, 4 * count);
  memory.copy(record + HEADER + 4 * count, from, length);
  store<u32>(slot, hash);
  store<usize>(slot, at + 1, 4);
  size++;
  if (size * 2 > mask) grow();
}

function grow(): void {
  const old = slots;
  const oldEnd = old + SLOT * (mask + 1);
  mask = mask * 2 + 1;
  slots = heap.alloc(SLOT * (mask + 1));
  memory.fill(slots, 0, SLOT * (mask + 1));
  for (let slot = old; slot < oldEnd; slot += SLOT) {
    if (load<usize>(slot, 4) == 0) continue;
    let i: usize = <usize>load<u32>(slot) & mask;
    while (load<usize>(slots + SLOT * i, 4) != 0) i = (i + 1) & mask;
    store<u64>(slots + SLOT * i, load<u64>(slot));
  }
  heap.free(old);
}

/** Where a piece is, or the free slot where it would be. */
function slotOf(hash: u32, from: usize, length: usize): usize {
  let i: usize = <usize>hash & mask;
  while (true) {
    const slot = slots + SLOT * i;
    const found = load<usize>(slot, 4);
    if (found == 0 || (load<u32>(slot) == hash && isRecord(records.start + found - 1, from, length))) return slot;
    i = (i + 1) & mask;
  }
}

function isRecord(record: usize, from: usize, length: usize): bool {
  if (load<usize>(record) != length) return false;
  return memory.compare(record + HEADER + 4 * load<usize>(record, 4), from, length) == 0;
}

/** Eight bytes at a time; more than the piece are read. */
function hashOf(from: usize, length: usize): u32 {
  let hash: u64 = length;
  let at: usize = 0;
  for (; at + 8 <= length; at += 8) hash = mixed(hash ^ load<u64>(from + at));
  const rest = load<u64>(from + at) & ((<u64>1 << (8 * (length - at))) - 1);
  return <u32>mixed(hash ^ rest);
}

// @ts-ignore: decorator
@inline
function mixed(hash: u64): u64 {
  hash *= 0x9e3779b97f4a7c15;
  return hash ^ (hash >> 32);
}
