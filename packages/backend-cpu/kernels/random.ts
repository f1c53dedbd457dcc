/**
 * Random bits by Threefry-2x32 with 20 rounds (Salmon et al. 2011), and dropout, which draws its mask on the fly.
 * Block j has the counter (j, 0) and gives elements 2j and 2j + 1; eight blocks are computed at a time.
 */

import { floatArgument, intArgument, pointerArgument } from './arguments';
import { storeLanes, storePair } from './lanes';
import { shareStart } from './work-split';

/** The constant of the key schedule. */
const parity: i32 = 0x1bd11bda;

/** x rotated left and mixed with y: the second half of a round. */
// @ts-ignore: decorator
@inline
function rotateXor(x: v128, bits: i32, y: v128): v128 {
  return v128.xor(v128.or(i32x4.shl(x, bits), i32x4.shr_u(x, 32 - bits)), y);
}

/**
 * Eight blocks with neighbouring counters; their sixteen words land, in the order of elements, at `out`. Two
 * independent chains of four blocks each hide the latency of the rounds.
 */
// @ts-ignore: decorator
@inline
function eightBlocks(key: usize, firstCounter: i32, out: usize): void {
  let k0 = v128.load32_splat(key);
  let k1 = v128.load32_splat(key, 4);
  let k2 = v128.xor(v128.xor(k0, k1), i32x4.splat(parity));
  const counters = i32x4.add(i32x4.splat(firstCounter), i32x4(0, 1, 2, 3));
  let x0 = i32x4.add(counters, k0);
  let x1 = i32x4.add(i32x4.add(counters, i32x4.splat(4)), k0);
  let y0 = k1;
  let y1 = k1;
  // Five groups of four rounds, with two sets of rotations in turn. After each, the next key words are added, the
  // second one together with the number of the group.
  for (let group = 1; ; group += 2) {
    x0 = i32x4.add(x0, y0);
    x1 = i32x4.add(x1, y1);
    y0 = rotateXor(y0, 13, x0);
    y1 = rotateXor(y1, 13, x1);
    x0 = i32x4.add(x0, y0);
    x1 = i32x4.add(x1, y1);
    y0 = rotateXor(y0, 15, x0);
    y1 = rotateXor(y1, 15, x1);
    x0 = i32x4.add(x0, y0);
    x1 = i32x4.add(x1, y1);
    y0 = rotateXor(y0, 26, x0);
    y1 = rotateXor(y1, 26, x1);
    x0 = i32x4.add(x0, y0);
    x1 = i32x4.add(x1, y1);
    y0 = rotateXor(y0, 6, x0);
    y1 = rotateXor(y1, 6, x1);
    const odd = i32x4.add(k2, i32x4.splat(group));
    x0 = i32x4.add(x0, k1);
    x1 = i32x4.add(x1, k1);
    y0 = i32x4.add(y0, odd);
    y1 = i32x4.add(y1, odd);
    if (group == 5) break;
    x0 = i32x4.add(x0, y0);
    x1 = i32x4.add(x1, y1);
    y0 = rotateXor(y0, 17, x0);
    y1 = rotateXor(y1, 17, x1);
    x0 = i32x4.add(x0, y0);
    x1 = i32x4.add(x1, y1);
    y0 = rotateXor(y0, 29, x0);
    y1 = rotateXor(y1, 29, x1);
    x0 = i32x4.add(x0, y0);
    x1 = i32x4.add(x1, y1);
    y0 = rotateXor(y0, 16, x0);
    y1 = rotateXor(y1, 16, x1);
    x0 = i32x4.add(x0, y0);
    x1 = i32x4.add(x1, y1);
    y0 = rotateXor(y0, 24, x0);
    y1 = rotateXor(y1, 24, x1);
    const even = i32x4.add(k0, i32x4.splat(group + 1));
    x0 = i32x4.add(x0, k2);
    x1 = i32x4.add(x1, k2);
    y0 = i32x4.add(y0, even);
    y1 = i32x4.add(y1, even);
    const k = k2;
    k2 = k1;
    k1 = k0;
    k0 = k;
  }
  v128.store(out, i32x4.shuffle(x0, y0, 0, 4, 1, 5));
  v128.store(out, i32x4.shuffle(x0, y0, 2, 6, 3, 7), 16);
  v128.store(out, i32x4.shuffle(x1, y1, 0, 4, 1, 5), 32);
  v128.store(out, i32x4.shuffle(x1, y1, 2, 6, 3, 7), 48);
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
  for (let left = end - start; left > 0; left -= 16) {
    eightBlocks(key, (end - left) >> 1, scratch);
    storePair(out, v128.load(scratch), v128.load(scratch, 16), left);
    storePair(out + 32, v128.load(scratch, 32), v128.load(scratch, 48), left - 8);
    out += 64;
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
  for (let i = start; i < end; i += 16) {
    eightBlocks(key, i >> 1, scratch);
    for (let quarter: usize = 0; quarter < 64; quarter += 16) {
      const integers = f32x4.convert_i32x4_u(i32x4.shr_u(v128.load(scratch + quarter), 8));
      const kept = f32x4.ge(f32x4.mul(integers, unit), rates);
      let value = v128.and(f32x4.mul(v128.load(x + quarter), scales), kept);
      if (accumulate) value = f32x4.add(v128.load(out + quarter), value);
      storeLanes(out + quarter, value, end - i - <i32>(quarter >> 2));
    }
    x += 64;
    out += 64;
  }
}
