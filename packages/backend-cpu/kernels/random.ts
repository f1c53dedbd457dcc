/**
 * Random bits by Threefry-2x32 with 20 rounds (Salmon et al. 2011), and dropout, which draws its mask on the fly.
 * Block j has the counter (j, 0) and gives elements 2j and 2j + 1; four blocks are computed at a time.
 */

import { floatArgument, intArgument, pointerArgument } from './arguments';
import { storeLanes } from './lanes';
import { shareStart } from './work-split';

/** The constant of the key schedule. */
const parity: i32 = 0x1bd11bda;

/** x rotated left and mixed with y: the second half of a round. */
// @ts-ignore: decorator
@inline
function rotateXor(x: v128, bits: i32, y: v128): v128 {
  return v128.xor(v128.or(i32x4.shl(x, bits), i32x4.shr_u(x, 32 - bits)), y);
}

/** Four blocks with neighbouring counters. Their eight words land, in the order of elements, at `out`. */
// @ts-ignore: decorator
@inline
function fourBlocks(key: usize, firstCounter: i32, out: usize): void {
  let k0 = v128.load32_splat(key);
  let k1 = v128.load32_splat(key, 4);
  let k2 = v128.xor(v128.xor(k0, k1), i32x4.splat(parity));
  let x = i32x4.add(i32x4.add(i32x4.splat(firstCounter), i32x4(0, 1, 2, 3)), k0);
  let y = k1;
  // Five groups of four rounds, with two sets of rotations in turn. After each, the next key words are added, the
  // second one together with the number of the group.
  for (let group = 1; ; group += 2) {
    x = i32x4.add(x, y);
    y = rotateXor(y, 13, x);
    x = i32x4.add(x, y);
    y = rotateXor(y, 15, x);
    x = i32x4.add(x, y);
    y = rotateXor(y, 26, x);
    x = i32x4.add(x, y);
    y = rotateXor(y, 6, x);
    x = i32x4.add(x, k1);
    y = i32x4.add(y, i32x4.add(k2, i32x4.splat(group)));
    if (group == 5) break;
    x = i32x4.add(x, y);
    y = rotateXor(y, 17, x);
    x = i32x4.add(x, y);
    y = rotateXor(y, 29, x);
    x = i32x4.add(x, y);
    y = rotateXor(y, 16, x);
    x = i32x4.add(x, y);
    y = rotateXor(y, 24, x);
    x = i32x4.add(x, k2);
    y = i32x4.add(y, i32x4.add(k0, i32x4.splat(group + 1)));
    const k = k2;
    k2 = k1;
    k1 = k0;
    k0 = k;
  }
  v128.store(out, i32x4.shuffle(x, y, 0, 4, 1, 5));
  v128.store(out, i32x4.shuffle(x, y, 2, 6, 3, 7), 16);
}

/**
 * out[2j], out[2j + 1] = threefry2x32(key, (j, 0)).
 * Slots: 0 n, 1 key (pointer to u32[2]), 2 out u32[n].
 */
export function randomBits(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const n = intArgument(args, 0);
  const key = pointerArgument(args, 1);
  const start = shareStart(n, 64, thread, threads);
  const end = shareStart(n, 64, thread + 1, threads);
  let out = pointerArgument(args, 2) + (<usize>start << 2);
  for (let i = start; i < end; i += 8) {
    fourBlocks(key, i >> 1, scratch);
    storeLanes(out, v128.load(scratch), end - i);
    storeLanes(out + 16, v128.load(scratch, 16), end - i - 4);
    out += 32;
  }
}

/**
 * out[i] = (accumulate ? out[i] : 0) + (u[i] ≥ rate ? x[i] / (1 − rate) : 0), u[i] = (bits[i] >>> 8) · 2^-24 with the
 * bits of `randomBits` for this key. The same call on a cotangent is the backward pass. Rate 1 gives zeros.
 * Slots: 0 n, 1 key (pointer to u32[2]), 2 rate (f32), 3 x, 4 out, 5 accumulate. `out` may be `x`.
 */
export function dropout(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const n = intArgument(args, 0);
  const key = pointerArgument(args, 1);
  const rate = floatArgument(args, 2);
  const accumulate = intArgument(args, 5);
  const start = shareStart(n, 64, thread, threads);
  const end = shareStart(n, 64, thread + 1, threads);
  let x = pointerArgument(args, 3) + (<usize>start << 2);
  let out = pointerArgument(args, 4) + (<usize>start << 2);
  const unit = f32x4.splat(5.9604644775390625e-8);
  const rates = f32x4.splat(rate);
  const scales = f32x4.splat(<f32>1 / (<f32>1 - rate));
  for (let i = start; i < end; i += 8) {
    fourBlocks(key, i >> 1, scratch);
    for (let half: usize = 0; half < 32; half += 16) {
      const left = end - i - <i32>(half >> 2);
      if (left <= 0) break;
      const integers = f32x4.convert_i32x4_u(i32x4.shr_u(v128.load(scratch + half), 8));
      const uniform = f32x4.mul(integers, unit);
      let value = v128.and(f32x4.mul(v128.load(x + half), scales), f32x4.ge(uniform, rates));
      if (accumulate) value = f32x4.add(v128.load(out + half), value);
      storeLanes(out + half, value, left);
    }
    x += 32;
    out += 32;
  }
}
