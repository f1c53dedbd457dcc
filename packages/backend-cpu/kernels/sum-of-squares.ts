/** Sums of squares of whole buffers, for the norm of all gradients together. Everything is summed in float64. */

import { intArgument, pointerArgument } from './arguments';
import { laneMask } from './lanes';
import { shareStart, smaller } from './work-split';

/** Elements of one partial sum. Fixed, so that the result does not depend on the number of threads. */
const chunk: i32 = 4096;

function chunkSumOfSquares(x: usize, count: i32): f64 {
  let a = f64x2.splat(0);
  let b = a;
  for (; count > 0; count -= 4) {
    const value = count >= 4 ? v128.load(x) : v128.and(v128.load(x), laneMask(count));
    const low = f64x2.promote_low_f32x4(value);
    const high = f64x2.promote_low_f32x4(i32x4.shuffle(value, value, 2, 3, 2, 3));
    a = f64x2.add(a, f64x2.mul(low, low));
    b = f64x2.add(b, f64x2.mul(high, high));
    x += 16;
  }
  const sum = f64x2.add(a, b);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/**
 * partials[c] = Σ x[i]² over elements 4096 c … 4096 c + 4095, as float64. Several buffers put their partials one behind
 * the other, and `combineSumOfSquares` adds up all of them.
 * Slots: 0 n, 1 x, 2 partials f64[⌈n / 4096⌉] (8-byte aligned).
 */
export function sumOfSquares(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const n = intArgument(args, 0);
  const x = pointerArgument(args, 1);
  const partials = pointerArgument(args, 2);
  const chunks = (n + chunk - 1) / chunk;
  const end = shareStart(chunks, 1, thread + 1, threads);
  for (let c = shareStart(chunks, 1, thread, threads); c < end; c++) {
    const first = c * chunk;
    store<f64>(partials + (<usize>c << 3), chunkSumOfSquares(x + (<usize>first << 2), smaller(chunk, n - first)));
  }
}

/**
 * out[0] = Σ partials, or its square root, as one f32.
 * Slots: 0 count, 1 partials f64[count], 2 out f32[1], 3 squareRoot (1: the norm, 0: the sum of squares).
 */
export function combineSumOfSquares(args: usize, thread: i32, threads: i32, scratch: usize): void {
  if (thread != 0) return;
  const count = intArgument(args, 0);
  const partials = pointerArgument(args, 1);
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) sum += load<f64>(partials + (<usize>i << 3));
  if (intArgument(args, 3)) sum = sqrt<f64>(sum);
  store<f32>(pointerArgument(args, 2), <f32>sum);
}
