/** Rows picked from a table by index, and the sum over rows that is its derivative: embeddings, and any gathering. */

import { intArgument, pointerArgument } from './arguments';
import { storeLanes } from './lanes';
import { shareStart } from './work-split';

/**
 * out[i, :] = table[indices[i], :], zeros where the index lies outside [0, rows). Any 32-bit type.
 * Slots: 0 n, 1 rows, 2 width, 3 table [rows, width], 4 indices i32[n], 5 out [n, width].
 */
export function gatherRows(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const n = intArgument(args, 0);
  const rows = intArgument(args, 1);
  const rowBytes = <usize>intArgument(args, 2) << 2;
  const table = pointerArgument(args, 3);
  const indices = pointerArgument(args, 4);
  const out = pointerArgument(args, 5);
  const end = shareStart(n, 1, thread + 1, threads);
  for (let i = shareStart(n, 1, thread, threads); i < end; i++) {
    const index = load<i32>(indices + (<usize>i << 2));
    const at = out + <usize>i * rowBytes;
    if (<u32>index < <u32>rows) {
      memory.copy(at, table + <usize>index * rowBytes, rowBytes);
    } else {
      memory.fill(at, 0, rowBytes);
    }
  }
}

@unmanaged
class AddF32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.add(a, b);
  }
}

@unmanaged
class AddI32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return i32x4.add(a, b);
  }
}

/**
 * destination[indices[i], :] += updates[i, :] on f32 for i in increasing order; indices outside [0, rows) are dropped.
 * Threads share the columns, not the updates, so the order of additions into an element is always the same.
 * Slots: 0 n, 1 rows, 2 width, 3 indices i32[n], 4 updates [n, width], 5 destination [rows, width],
 * 6 accumulate (0: the destination is set to zero first).
 */
export function scatterAddRows(args: usize, thread: i32, threads: i32, scratch: usize): void {
  scatter<AddF32>(args, thread, threads);
}

/** The same on i32 and u32, wrapping. */
export function scatterAddRowsI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  scatter<AddI32>(args, thread, threads);
}

function scatter<Operation>(args: usize, thread: i32, threads: i32): void {
  const n = intArgument(args, 0);
  const rows = intArgument(args, 1);
  const width = intArgument(args, 2);
  const indices = pointerArgument(args, 3);
  const updates = pointerArgument(args, 4);
  const destination = pointerArgument(args, 5);
  const first = shareStart(width, 16, thread, threads);
  const count = shareStart(width, 16, thread + 1, threads) - first;
  if (count <= 0) return;
  const rowBytes = <usize>width << 2;
  const offset = <usize>first << 2;
  if (intArgument(args, 6) == 0) {
    for (let row = 0; row < rows; row++) {
      memory.fill(destination + <usize>row * rowBytes + offset, 0, <usize>count << 2);
    }
  }
  for (let i = 0; i < n; i++) {
    const index = load<i32>(indices + (<usize>i << 2));
    if (<u32>index >= <u32>rows) continue;
    const to = destination + <usize>index * rowBytes + offset;
    addStretch<Operation>(to, updates + <usize>i * rowBytes + offset, count);
  }
}

/** to[i] += from[i] for `count` elements. */
function addStretch<Operation>(to: usize, from: usize, count: i32): void {
  const operation = changetype<Operation>(0);
  for (; count >= 8; count -= 8) {
    const first = operation.apply(v128.load(to), v128.load(from));
    const second = operation.apply(v128.load(to, 16), v128.load(from, 16));
    v128.store(to, first);
    v128.store(to, second, 16);
    to += 32;
    from += 32;
  }
  for (; count > 0; count -= 4) {
    storeLanes(to, operation.apply(v128.load(to), v128.load(from)), count);
    to += 16;
    from += 16;
  }
}
