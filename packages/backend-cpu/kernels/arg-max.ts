/** Index of the largest element over the middle of a tensor seen as [outer, reduced, inner]. */

import { intArgument, pointerArgument } from './arguments';
import { shareStart } from './work-split';

/** Whether `a` takes the place of the largest so far: a NaN is larger than any number and equal to another NaN. */
// @ts-ignore: decorator
@inline
function beats<T>(a: T, best: T): boolean {
  if (a > best) return true;
  if (isFloat<T>()) return a != a && best == best;
  return false;
}

function argMax<T>(args: usize, thread: i32, threads: i32): void {
  const outer = intArgument(args, 0);
  const reduced = intArgument(args, 1);
  const inner = intArgument(args, 2);
  const x = pointerArgument(args, 3);
  const out = pointerArgument(args, 4);
  const outputs = outer * inner;
  const step = <usize>inner << 2;
  const end = shareStart(outputs, 16, thread + 1, threads);
  for (let i = shareStart(outputs, 16, thread, threads); i < end; i++) {
    let at = x + <usize>(i / inner) * <usize>reduced * step + (<usize>(i % inner) << 2);
    let best = load<T>(at);
    let bestIndex = 0;
    for (let k = 1; k < reduced; k++) {
      at += step;
      const value = load<T>(at);
      if (beats<T>(value, best)) {
        best = value;
        bestIndex = k;
      }
    }
    store<i32>(out + (<usize>i << 2), bestIndex);
  }
}

/**
 * out[o, i] = the smallest k with the largest x[o, k, i] on f32; the first NaN wins over all numbers. `reduced` ≥ 1.
 * Slots: 0 outer, 1 reduced, 2 inner, 3 x, 4 out i32 [outer, inner].
 */
export function argMaxF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  argMax<f32>(args, thread, threads);
}

/** The same on i32. */
export function argMaxI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  argMax<i32>(args, thread, threads);
}
