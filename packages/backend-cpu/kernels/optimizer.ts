/** One step of AdamW (Loshchilov & Hutter 2019) on one parameter tensor. */

import { floatArgument, intArgument, pointerArgument } from './arguments';
import { storePair } from './lanes';
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
  for (let left = end - start; left > 0; left -= 8) {
    const gradient0 = f32x4.mul(v128.load(g), scale);
    const gradient1 = f32x4.mul(v128.load(g, 16), scale);
    const m0 = f32x4.relaxed_madd(v128.load(m), keepM, f32x4.mul(gradient0, takeM));
    const m1 = f32x4.relaxed_madd(v128.load(m, 16), keepM, f32x4.mul(gradient1, takeM));
    const v0 = f32x4.relaxed_madd(v128.load(v), keepV, f32x4.mul(f32x4.mul(gradient0, gradient0), takeV));
    const v1 = f32x4.relaxed_madd(v128.load(v, 16), keepV, f32x4.mul(f32x4.mul(gradient1, gradient1), takeV));
    const direction0 = f32x4.div(m0, f32x4.relaxed_madd(f32x4.sqrt(v0), rootScale, epsilon));
    const direction1 = f32x4.div(m1, f32x4.relaxed_madd(f32x4.sqrt(v1), rootScale, epsilon));
    const p0 = f32x4.relaxed_madd(direction0, step, f32x4.mul(v128.load(p), keepP));
    const p1 = f32x4.relaxed_madd(direction1, step, f32x4.mul(v128.load(p, 16), keepP));
    storePair(outP, p0, p1, left);
    storePair(outM, m0, m1, left);
    storePair(outV, v0, v1, left);
    p += 32;
    g += 32;
    m += 32;
    v += 32;
    outP += 32;
    outM += 32;
    outV += 32;
  }
}
