/** One step of AdamW (Loshchilov & Hutter 2019) on one parameter tensor. */

import { floatArgument, intArgument, pointerArgument } from './arguments';
import { storeLanes } from './lanes';
import { shareStart } from './work-split';

/**
 * With g = gradientScale · gradient:
 *   m′ = beta1 · m + (1 − beta1) · g,  v′ = beta2 · v + (1 − beta2) · g²,
 *   p′ = p · (1 − learningRate · weightDecay)
 *        − learningRate / biasCorrection1 · m′ / (√v′ / √biasCorrection2 + epsilon).
 * If `apply` points to 0, the outputs are p, m and v as they were.
 * Slots: 0 n, 1 p, 2 gradient, 3 m, 4 v, 5 p′, 6 m′, 7 v′ (may be p, m, v: in place); as f32: 8 beta1, 9 1 − beta1,
 * 10 beta2, 11 1 − beta2, 12 epsilon, 13 weightDecay; as pointers to one f32: 14 learningRate, 15 gradientScale,
 * 16 biasCorrection1 = 1 − beta1^t, 17 biasCorrection2 = 1 − beta2^t; 18 apply (pointer to one bool, or 0: always).
 * The differences 1 − beta have slots of their own because the host takes them in float64.
 */
export function adamw(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const n = intArgument(args, 0);
  const start = shareStart(n, 64, thread, threads);
  const end = shareStart(n, 64, thread + 1, threads);
  const offset = <usize>start << 2;
  let p = pointerArgument(args, 1) + offset;
  let g = pointerArgument(args, 2) + offset;
  let m = pointerArgument(args, 3) + offset;
  let v = pointerArgument(args, 4) + offset;
  let outP = pointerArgument(args, 5) + offset;
  let outM = pointerArgument(args, 6) + offset;
  let outV = pointerArgument(args, 7) + offset;
  const apply = pointerArgument(args, 18);
  if (apply != 0 && load<i32>(apply) == 0) {
    const bytes = (<usize>end << 2) - offset;
    if (outP != p) memory.copy(outP, p, bytes);
    if (outM != m) memory.copy(outM, m, bytes);
    if (outV != v) memory.copy(outV, v, bytes);
    return;
  }
  const learningRate = load<f32>(pointerArgument(args, 14));
  const scale = v128.load32_splat(pointerArgument(args, 15));
  const biasCorrection1 = load<f32>(pointerArgument(args, 16));
  const biasCorrection2 = load<f32>(pointerArgument(args, 17));
  const keepM = f32x4.splat(floatArgument(args, 8));
  const takeM = f32x4.splat(floatArgument(args, 9));
  const keepV = f32x4.splat(floatArgument(args, 10));
  const takeV = f32x4.splat(floatArgument(args, 11));
  const epsilon = f32x4.splat(floatArgument(args, 12));
  const keepP = f32x4.splat(<f32>1 - learningRate * floatArgument(args, 13));
  const step = f32x4.splat(-learningRate / biasCorrection1);
  const rootScale = f32x4.splat(<f32>1 / sqrt<f32>(biasCorrection2));
  for (let left = end - start; left > 0; left -= 4) {
    const gradient = f32x4.mul(v128.load(g), scale);
    const newM = f32x4.relaxed_madd(v128.load(m), keepM, f32x4.mul(gradient, takeM));
    const newV = f32x4.relaxed_madd(v128.load(v), keepV, f32x4.mul(f32x4.mul(gradient, gradient), takeV));
    const direction = f32x4.div(newM, f32x4.relaxed_madd(f32x4.sqrt(newV), rootScale, epsilon));
    const newP = f32x4.relaxed_madd(direction, step, f32x4.mul(v128.load(p), keepP));
    storeLanes(outP, newP, left);
    storeLanes(outM, newM, left);
    storeLanes(outV, newV, left);
    p += 16;
    g += 16;
    m += 16;
    v += 16;
    outP += 16;
    outM += 16;
    outV += 16;
  }
}
