/** Kernels that write without computing much: fill, copy, iota, and the scaled sum of two buffers. */

import { intArgument, pointerArgument } from './arguments';
import { storeLanes } from './lanes';
import { shareStart } from './work-split';

/**
 * out[i] = the 32-bit pattern `bits`.
 * Slots: 0 n, 1 bits, 2 out.
 */
export function fill(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const n = intArgument(args, 0);
  const start = shareStart(n, 64, thread, threads);
  const end = shareStart(n, 64, thread + 1, threads);
  fillStretch(pointerArgument(args, 2) + (<usize>start << 2), intArgument(args, 1), end - start);
}

/** Writes `count` copies of a 32-bit pattern. */
export function fillStretch(out: usize, bits: i32, count: i32): void {
  const value = i32x4.splat(bits);
  for (; count >= 8; count -= 8) {
    v128.store(out, value);
    v128.store(out, value, 16);
    out += 32;
  }
  for (; count > 0; count -= 4) {
    storeLanes(out, value, count);
    out += 16;
  }
}

/**
 * out[i] = x[i], any 32-bit type; the buffers are the same or do not overlap.
 * Slots: 0 n, 1 x, 2 out.
 */
export function copy(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const n = intArgument(args, 0);
  const start = shareStart(n, 64, thread, threads);
  const offset = <usize>start << 2;
  const bytes = (<usize>shareStart(n, 64, thread + 1, threads) << 2) - offset;
  memory.copy(pointerArgument(args, 2) + offset, pointerArgument(args, 1) + offset, bytes);
}

/**
 * out[o, k, i] = k over a tensor seen as [outer, axis, inner].
 * Slots: 0 isFloat (1: f32, 0: i32 or u32), 1 outer, 2 axis, 3 inner, 4 out.
 */
export function iota(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const isFloat = intArgument(args, 0);
  const axis = intArgument(args, 2);
  const inner = intArgument(args, 3);
  const rows = intArgument(args, 1) * axis;
  const out = pointerArgument(args, 4);
  const end = shareStart(rows, 1, thread + 1, threads);
  for (let row = shareStart(rows, 1, thread, threads); row < end; row++) {
    const k = row % axis;
    const bits = isFloat ? reinterpret<i32>(<f32>k) : k;
    const at = out + ((<usize>row * <usize>inner) << 2);
    if (inner == 1) store<i32>(at, bits);
    else fillStretch(at, bits, inner);
  }
}

/**
 * out[i] = (accumulate ? out[i] : 0) + factor · x[i] on f32, the factor read from memory.
 * Slots: 0 n, 1 accumulate, 2 factor (pointer to one f32), 3 x, 4 out. `out` may be `x`.
 */
export function scaleAdd(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const n = intArgument(args, 0);
  const accumulate = intArgument(args, 1);
  const factor = v128.load32_splat(pointerArgument(args, 2));
  const start = shareStart(n, 64, thread, threads);
  let x = pointerArgument(args, 3) + (<usize>start << 2);
  let out = pointerArgument(args, 4) + (<usize>start << 2);
  const count = shareStart(n, 64, thread + 1, threads) - start;
  for (let left = count; left > 0; left -= 4) {
    let value = f32x4.mul(v128.load(x), factor);
    if (accumulate) value = f32x4.add(v128.load(out), value);
    storeLanes(out, value, left);
    x += 16;
    out += 16;
  }
}
