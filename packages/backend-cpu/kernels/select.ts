/** Elementwise choice between two tensors of any 32-bit type. */

import { intArgument, pointerArgument } from './arguments';
import { storeLanes, writeSplat16 } from './lanes';
import { shareStart, smaller } from './work-split';

/** How many elements from index i on an operand of this period can be read in one go; a scalar never ends. */
// @ts-ignore: decorator
@inline
function untilRestart(i: i32, period: i32, limit: i32): i32 {
  return period == 1 ? limit : smaller(limit, period - (i % period));
}

/** Address of element i of an operand, where a scalar (period 1) is read from its copies at `splat`. */
// @ts-ignore: decorator
@inline
function elementAddress(operand: usize, period: i32, i: i32, splat: usize): usize {
  return period == 1 ? splat : operand + (<usize>(i % period) << 2);
}

/**
 * out[i] = condition[i mod conditionPeriod] ≠ 0 ? a[i mod aPeriod] : b[i mod bPeriod]; periods as in `mapBinary`.
 * Slots: 0 n, 1 condition (bool), 2 conditionPeriod, 3 a, 4 aPeriod, 5 b, 6 bPeriod, 7 out. `out` may be an operand of
 * period n.
 */
export function select(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const n = intArgument(args, 0);
  const condition = pointerArgument(args, 1);
  const conditionPeriod = intArgument(args, 2);
  const a = pointerArgument(args, 3);
  const aPeriod = intArgument(args, 4);
  const b = pointerArgument(args, 5);
  const bPeriod = intArgument(args, 6);
  let out = pointerArgument(args, 7);
  const end = shareStart(n, 64, thread + 1, threads);
  let i = shareStart(n, 64, thread, threads);
  if (i >= end) return;
  if (conditionPeriod == 1) writeSplat16(scratch, load<i32>(condition));
  if (aPeriod == 1) writeSplat16(scratch + 64, load<i32>(a));
  if (bPeriod == 1) writeSplat16(scratch + 128, load<i32>(b));
  const zero = i32x4.splat(0);
  out += <usize>i << 2;
  while (i < end) {
    let count = untilRestart(i, conditionPeriod, end - i);
    count = untilRestart(i, aPeriod, count);
    count = untilRestart(i, bPeriod, count);
    let conditionAt = elementAddress(condition, conditionPeriod, i, scratch);
    let aAt = elementAddress(a, aPeriod, i, scratch + 64);
    let bAt = elementAddress(b, bPeriod, i, scratch + 128);
    i += count;
    for (; count > 0; count -= 4) {
      const chosen = v128.bitselect(v128.load(bAt), v128.load(aAt), i32x4.eq(v128.load(conditionAt), zero));
      storeLanes(out, chosen, count);
      if (conditionPeriod != 1) conditionAt += 16;
      if (aPeriod != 1) aAt += 16;
      if (bPeriod != 1) bAt += 16;
      out += <usize>smaller(count, 4) << 2;
    }
  }
}
