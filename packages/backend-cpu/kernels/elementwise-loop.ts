/**
 * The loops behind every elementwise kernel. An operation is a class with one inlined method `apply` on four lanes;
 * the loops are generic over it, so each kernel is compiled with its operation in the loop body. Both halves of a turn
 * are computed before either is stored, which is the pattern that V8 joins to 256-bit operations. Shares of threads are
 * multiples of 64 elements, so that no vector straddles two shares and no cache line is written by two threads.
 */

import { intArgument, pointerArgument } from './arguments';
import { storeLanes, writeSplat16 } from './lanes';
import { shareStart, smaller } from './work-split';

/**
 * out[i] = apply(x[i]). Slots: 0 n, 1 x, 2 out. `out` may be `x`.
 */
export function mapUnary<Operation>(args: usize, thread: i32, threads: i32): void {
  const n = intArgument(args, 0);
  const operation = changetype<Operation>(0);
  const start = shareStart(n, 64, thread, threads);
  const end = shareStart(n, 64, thread + 1, threads);
  let x = pointerArgument(args, 1) + (<usize>start << 2);
  let out = pointerArgument(args, 2) + (<usize>start << 2);
  let left = end - start;
  for (; left >= 8; left -= 8) {
    const first = operation.apply(v128.load(x));
    const second = operation.apply(v128.load(x, 16));
    v128.store(out, first);
    v128.store(out, second, 16);
    x += 32;
    out += 32;
  }
  for (; left > 0; left -= 4) {
    storeLanes(out, operation.apply(v128.load(x)), left);
    x += 16;
    out += 16;
  }
}

/** One stretch in which neither operand starts over. A step is 32 bytes, or 0 for an operand that stays where it is. */
function binaryStretch<Operation>(count: i32, a: usize, aStep: usize, b: usize, bStep: usize, out: usize): void {
  const operation = changetype<Operation>(0);
  for (; count >= 8; count -= 8) {
    const first = operation.apply(v128.load(a), v128.load(b));
    const second = operation.apply(v128.load(a, 16), v128.load(b, 16));
    v128.store(out, first);
    v128.store(out, second, 16);
    a += aStep;
    b += bStep;
    out += 32;
  }
  for (; count > 0; count -= 4) {
    storeLanes(out, operation.apply(v128.load(a), v128.load(b)), count);
    a += aStep >> 1;
    b += bStep >> 1;
    out += 16;
  }
}

/**
 * out[i] = apply(a[i mod aPeriod], b[i mod bPeriod]). A period is n for a full operand, 1 for a scalar, the row length
 * for a row repeated over all leading axes.
 * Slots: 0 n, 1 a, 2 aPeriod, 3 b, 4 bPeriod, 5 out. `out` may be an operand of period n.
 */
export function mapBinary<Operation>(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const n = intArgument(args, 0);
  const a = pointerArgument(args, 1);
  const aPeriod = intArgument(args, 2);
  const b = pointerArgument(args, 3);
  const bPeriod = intArgument(args, 4);
  const out = pointerArgument(args, 5);
  const end = shareStart(n, 64, thread + 1, threads);
  let i = shareStart(n, 64, thread, threads);
  if (i >= end) return;
  const aScalar = aPeriod == 1;
  const bScalar = bPeriod == 1;
  if (aScalar) writeSplat16(scratch, load<i32>(a));
  if (bScalar) writeSplat16(scratch + 64, load<i32>(b));
  while (i < end) {
    let count = end - i;
    let aAt = scratch;
    let bAt = scratch + 64;
    if (!aScalar) {
      const at = i % aPeriod;
      count = smaller(count, aPeriod - at);
      aAt = a + (<usize>at << 2);
    }
    if (!bScalar) {
      const at = i % bPeriod;
      count = smaller(count, bPeriod - at);
      bAt = b + (<usize>at << 2);
    }
    binaryStretch<Operation>(count, aAt, aScalar ? 0 : 32, bAt, bScalar ? 0 : 32, out + (<usize>i << 2));
    i += count;
  }
}
