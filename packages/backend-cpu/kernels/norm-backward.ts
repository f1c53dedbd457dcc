/** Backward passes of `layerNorm` and `rmsNorm`. */

import { intArgument, pointerArgument } from './arguments';
import { laneMask, storeLanes, sumLanes, writeSplat16 } from './lanes';
import { shareStart, smaller } from './work-split';

/** Rows of one partial sum. Fixed, so that weight gradients do not depend on the number of threads. */
const chunkRows: i32 = 64;

/** partialWeight += dOut · x̂ and partialBias += dOut over one row; either may be 0 (not wanted). */
function addToPartials(
  x: usize,
  dOut: usize,
  width: i32,
  mean: v128,
  reciprocalStd: v128,
  partialWeight: usize,
  partialBias: usize,
): void {
  const bytes = <usize>width << 2;
  const paired = bytes & ~31;
  let offset: usize = 0;
  if (partialWeight) {
    for (; offset < paired; offset += 32) {
      const to = partialWeight + offset;
      const first = f32x4.mul(f32x4.sub(v128.load(x + offset), mean), reciprocalStd);
      const second = f32x4.mul(f32x4.sub(v128.load(x + offset, 16), mean), reciprocalStd);
      v128.store(to, f32x4.relaxed_madd(v128.load(dOut + offset), first, v128.load(to)));
      v128.store(to, f32x4.relaxed_madd(v128.load(dOut + offset, 16), second, v128.load(to, 16)), 16);
    }
    for (; offset < bytes; offset += 16) {
      const to = partialWeight + offset;
      const normalized = f32x4.mul(f32x4.sub(v128.load(x + offset), mean), reciprocalStd);
      const sum = f32x4.relaxed_madd(v128.load(dOut + offset), normalized, v128.load(to));
      storeLanes(to, sum, <i32>((bytes - offset) >> 2));
    }
  }
  if (partialBias) {
    for (offset = 0; offset < bytes; offset += 16) {
      const to = partialBias + offset;
      storeLanes(to, f32x4.add(v128.load(dOut + offset), v128.load(to)), <i32>((bytes - offset) >> 2));
    }
  }
}

/** Writes Σ g and Σ g · x̂ over one row, g = dOut · weight, as two f32 at `sums`. */
function gradientSums(
  x: usize,
  dOut: usize,
  width: i32,
  mean: v128,
  reciprocalStd: v128,
  weight: usize,
  weightMask: usize,
  sums: usize,
): void {
  const bytes = <usize>width << 2;
  const paired = bytes & ~31;
  let plain0 = f32x4.splat(0);
  let plain1 = plain0;
  let product0 = plain0;
  let product1 = plain0;
  let offset: usize = 0;
  for (; offset < paired; offset += 32) {
    const w = weight + (offset & weightMask);
    const g0 = f32x4.mul(v128.load(dOut + offset), v128.load(w));
    const g1 = f32x4.mul(v128.load(dOut + offset, 16), v128.load(w, 16));
    const n0 = f32x4.mul(f32x4.sub(v128.load(x + offset), mean), reciprocalStd);
    const n1 = f32x4.mul(f32x4.sub(v128.load(x + offset, 16), mean), reciprocalStd);
    plain0 = f32x4.add(plain0, g0);
    plain1 = f32x4.add(plain1, g1);
    product0 = f32x4.relaxed_madd(g0, n0, product0);
    product1 = f32x4.relaxed_madd(g1, n1, product1);
  }
  for (; offset < bytes; offset += 16) {
    const mask = laneMask(<i32>((bytes - offset) >> 2));
    const g = v128.and(f32x4.mul(v128.load(dOut + offset), v128.load(weight + (offset & weightMask))), mask);
    const n = v128.and(f32x4.mul(f32x4.sub(v128.load(x + offset), mean), reciprocalStd), mask);
    plain0 = f32x4.add(plain0, g);
    product0 = f32x4.relaxed_madd(g, n, product0);
  }
  store<f32>(sums, sumLanes(f32x4.add(plain0, plain1)));
  store<f32>(sums, sumLanes(f32x4.add(product0, product1)), 4);
}

/** reciprocalStd · (dOut · weight − meanG − x̂ · meanGX) for four elements. */
// @ts-ignore: decorator
@inline
function inputGradient(x: v128, dOut: v128, weight: v128, mean: v128, reciprocalStd: v128, g: v128, gx: v128): v128 {
  const normalized = f32x4.mul(f32x4.sub(x, mean), reciprocalStd);
  const centered = f32x4.sub(f32x4.mul(dOut, weight), g);
  return f32x4.mul(reciprocalStd, f32x4.sub(centered, f32x4.mul(normalized, gx)));
}

function normalizeBackward(args: usize, thread: i32, threads: i32, scratch: usize, centered: boolean): void {
  const rows = intArgument(args, 0);
  const width = intArgument(args, 1);
  const weight = pointerArgument(args, 3);
  const means = pointerArgument(args, 5);
  const reciprocalStds = pointerArgument(args, 6);
  const dx = pointerArgument(args, 7);
  const accumulate = intArgument(args, 8);
  const residual = pointerArgument(args, 9);
  const partialWeights = pointerArgument(args, 10);
  const partialBiases = pointerArgument(args, 11);
  // What is absent is read from scratch: ones for the weight, zeros for what is added to dx.
  const ones = scratch;
  const zeros = scratch + 64;
  const sums = scratch + 128;
  writeSplat16(ones, reinterpret<i32>(<f32>1));
  writeSplat16(zeros, 0);
  const weightAt = weight ? weight : ones;
  const weightMask: usize = weight ? -1 : 0;
  const residualMask: usize = residual ? -1 : 0;
  const accumulateMask: usize = accumulate ? -1 : 0;
  const share = <f32>1 / <f32>width;
  const bytes = <usize>width << 2;
  const paired = bytes & ~31;
  const chunks = (rows + chunkRows - 1) / chunkRows;
  const endChunk = shareStart(chunks, 1, thread + 1, threads);
  for (let chunk = shareStart(chunks, 1, thread, threads); chunk < endChunk; chunk++) {
    const partialWeight = partialWeights ? partialWeights + <usize>chunk * bytes : 0;
    const partialBias = partialBiases ? partialBiases + <usize>chunk * bytes : 0;
    if (partialWeight) memory.fill(partialWeight, 0, bytes);
    if (partialBias) memory.fill(partialBias, 0, bytes);
    const endRow = smaller(rows, (chunk + 1) * chunkRows);
    for (let row = chunk * chunkRows; row < endRow; row++) {
      const rowOffset = <usize>row * bytes;
      const x = pointerArgument(args, 2) + rowOffset;
      const dOut = pointerArgument(args, 4) + rowOffset;
      const mean = centered ? v128.load32_splat(means + (<usize>row << 2)) : f32x4.splat(0);
      const reciprocalStd = v128.load32_splat(reciprocalStds + (<usize>row << 2));
      addToPartials(x, dOut, width, mean, reciprocalStd, partialWeight, partialBias);
      if (!dx) continue;
      gradientSums(x, dOut, width, mean, reciprocalStd, weightAt, weightMask, sums);
      const g = f32x4.splat(centered ? load<f32>(sums) * share : 0);
      const gx = f32x4.splat(load<f32>(sums, 4) * share);
      const to = dx + rowOffset;
      const before = accumulate ? to : zeros;
      const extra = residual ? residual + rowOffset : zeros;
      let o: usize = 0;
      for (; o < paired; o += 32) {
        const w = weightAt + (o & weightMask);
        const b = before + (o & accumulateMask);
        const e = extra + (o & residualMask);
        const d0 = inputGradient(v128.load(x + o), v128.load(dOut + o), v128.load(w), mean, reciprocalStd, g, gx);
        const d1 = inputGradient(
          v128.load(x + o, 16), v128.load(dOut + o, 16), v128.load(w, 16), mean, reciprocalStd, g, gx,
        );
        const sum0 = f32x4.add(f32x4.add(v128.load(b), v128.load(e)), d0);
        const sum1 = f32x4.add(f32x4.add(v128.load(b, 16), v128.load(e, 16)), d1);
        v128.store(to + o, sum0);
        v128.store(to + o, sum1, 16);
      }
      for (; o < bytes; o += 16) {
        const w = v128.load(weightAt + (o & weightMask));
        const d = inputGradient(v128.load(x + o), v128.load(dOut + o), w, mean, reciprocalStd, g, gx);
        const already = f32x4.add(v128.load(before + (o & accumulateMask)), v128.load(extra + (o & residualMask)));
        storeLanes(to + o, f32x4.add(already, d), <i32>((bytes - o) >> 2));
      }
    }
  }
}

/**
 * With x̂ = (x − mean) · reciprocalStd and g = dOut · weight, averages over a row:
 *   dx = (accumulate ? dx : 0) + residual + reciprocalStd · (g − avg(g) − x̂ · avg(g · x̂)).
 * Weight and bias gradients come as partial sums over chunks of 64 rows, [⌈rows / 64⌉, width], which `reduceSumF32`
 * over [1, ⌈rows / 64⌉, width] turns into dWeight and dBias (its accumulate slot adds them to what is there).
 * Slots: 0 rows, 1 width, 2 x, 3 weight (or 0), 4 dOut, 5 mean f32[rows], 6 reciprocalStd f32[rows], 7 dx (or 0: not
 * wanted), 8 accumulate into dx, 9 residual [rows, width], a gradient added to dx (or 0), 10 partial weight gradients
 * (or 0), 11 partial bias gradients (or 0). `dx` may be `dOut` or `residual`.
 */
export function layerNormBackward(args: usize, thread: i32, threads: i32, scratch: usize): void {
  normalizeBackward(args, thread, threads, scratch, true);
}

/** The same for `rmsNorm`: x̂ = x · reciprocalStd and no avg(g). Slots as `layerNormBackward`; slot 5 is not read. */
export function rmsNormBackward(args: usize, thread: i32, threads: i32, scratch: usize): void {
  normalizeBackward(args, thread, threads, scratch, false);
}
