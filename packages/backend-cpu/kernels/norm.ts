/** Layer normalisation (Ba et al. 2016) and RMS normalisation (Zhang & Sennrich 2019) of the rows of a matrix. */

import { floatArgument, intArgument, pointerArgument } from './arguments';
import { laneMask, storeLanes, sumLanes, writeSplat16 } from './lanes';
import { shareStart } from './work-split';

/** Sum of (x − mean)², or of x − mean if `squared` is false, over a row. */
// @ts-ignore: decorator
@inline
function rowSum(x: usize, width: i32, mean: v128, squared: boolean): f32 {
  let first = f32x4.splat(0);
  let second = first;
  let left = width;
  for (; left >= 8; left -= 8) {
    const a = f32x4.sub(v128.load(x), mean);
    const b = f32x4.sub(v128.load(x, 16), mean);
    first = squared ? f32x4.relaxed_madd(a, a, first) : f32x4.add(a, first);
    second = squared ? f32x4.relaxed_madd(b, b, second) : f32x4.add(b, second);
    x += 32;
  }
  for (; left > 0; left -= 4) {
    const a = v128.and(f32x4.sub(v128.load(x), mean), laneMask(left));
    first = squared ? f32x4.relaxed_madd(a, a, first) : f32x4.add(a, first);
    x += 16;
  }
  return sumLanes(f32x4.add(first, second));
}

/** out = (x − mean) · reciprocalStd · weight + bias over a row; a mask of 0 keeps weight or bias where it is. */
function writeRow(
  x: usize,
  width: i32,
  mean: v128,
  reciprocalStd: v128,
  weight: usize,
  weightMask: usize,
  bias: usize,
  biasMask: usize,
  out: usize,
): void {
  const bytes = <usize>width << 2;
  const paired = bytes & ~31;
  let offset: usize = 0;
  for (; offset < paired; offset += 32) {
    const w = weight + (offset & weightMask);
    const b = bias + (offset & biasMask);
    const first = f32x4.mul(f32x4.sub(v128.load(x + offset), mean), reciprocalStd);
    const second = f32x4.mul(f32x4.sub(v128.load(x + offset, 16), mean), reciprocalStd);
    v128.store(out + offset, f32x4.relaxed_madd(first, v128.load(w), v128.load(b)));
    v128.store(out + offset, f32x4.relaxed_madd(second, v128.load(w, 16), v128.load(b, 16)), 16);
  }
  for (; offset < bytes; offset += 16) {
    const normalized = f32x4.mul(f32x4.sub(v128.load(x + offset), mean), reciprocalStd);
    const scale = v128.load(weight + (offset & weightMask));
    const shift = v128.load(bias + (offset & biasMask));
    storeLanes(out + offset, f32x4.relaxed_madd(normalized, scale, shift), <i32>((bytes - offset) >> 2));
  }
}

function normalizeRows(args: usize, thread: i32, threads: i32, scratch: usize, centered: boolean): void {
  const rows = intArgument(args, 0);
  const width = intArgument(args, 1);
  const x = pointerArgument(args, 2);
  const weight = pointerArgument(args, 3);
  const bias = pointerArgument(args, 4);
  const epsilon = floatArgument(args, 5);
  const out = pointerArgument(args, 6);
  const means = pointerArgument(args, 7);
  const reciprocalStds = pointerArgument(args, 8);
  // An absent weight is ones, an absent bias zeros, read from scratch again and again.
  writeSplat16(scratch, reinterpret<i32>(<f32>1));
  writeSplat16(scratch + 64, 0);
  const weightAt = weight ? weight : scratch;
  const weightMask: usize = weight ? -1 : 0;
  const biasAt = bias ? bias : scratch + 64;
  const biasMask: usize = bias ? -1 : 0;
  const share = <f32>1 / <f32>width;
  const end = shareStart(rows, 1, thread + 1, threads);
  for (let row = shareStart(rows, 1, thread, threads); row < end; row++) {
    const offset = (<usize>row * <usize>width) << 2;
    let mean: f32 = 0;
    if (centered) mean = rowSum(x + offset, width, f32x4.splat(0), false) * share;
    const meanSplat = f32x4.splat(mean);
    const variance = rowSum(x + offset, width, meanSplat, true) * share;
    const reciprocalStd = <f32>1 / sqrt<f32>(variance + epsilon);
    if (means) store<f32>(means + (<usize>row << 2), mean);
    if (reciprocalStds) store<f32>(reciprocalStds + (<usize>row << 2), reciprocalStd);
    const reciprocalSplat = f32x4.splat(reciprocalStd);
    writeRow(x + offset, width, meanSplat, reciprocalSplat, weightAt, weightMask, biasAt, biasMask, out + offset);
  }
}

/**
 * out[r, i] = (x[r, i] − mean[r]) · reciprocalStd[r] · weight[i] + bias[i], reciprocalStd = 1 / √(variance + epsilon),
 * the variance being the mean square around the mean, in two passes.
 * Slots: 0 rows, 1 width, 2 x, 3 weight (or 0), 4 bias (or 0), 5 epsilon (f32), 6 out, 7 mean f32[rows] (or 0: not
 * kept), 8 reciprocalStd f32[rows] (or 0: not kept). `out` may be `x`.
 */
export function layerNorm(args: usize, thread: i32, threads: i32, scratch: usize): void {
  normalizeRows(args, thread, threads, scratch, true);
}

/**
 * out[r, i] = x[r, i] · reciprocalStd[r] · weight[i] + bias[i], reciprocalStd = 1 / √(mean of x² + epsilon).
 * Slots as `layerNorm`; the mean, if kept, is 0.
 */
export function rmsNorm(args: usize, thread: i32, threads: i32, scratch: usize): void {
  normalizeRows(args, thread, threads, scratch, false);
}
