/** Sum of f32 over the middle of [outer, reduced, inner], accumulated in float64 and rounded once. */

import { intArgument, pointerArgument } from './arguments';
import { laneMask, storeLanes } from './lanes';
import { shareStart, smaller } from './work-split';

// @ts-ignore: decorator
@inline
function lowDoubles(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

// @ts-ignore: decorator
@inline
function highDoubles(x: v128): v128 {
  return f64x2.promote_low_f32x4(i32x4.shuffle(x, x, 2, 3, 2, 3));
}

/** Sum of `count` neighbours. */
export function sumRow(x: usize, count: i32): f64 {
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (; count >= 8; count -= 8) {
    const first = v128.load(x);
    const second = v128.load(x, 16);
    a = f64x2.add(a, lowDoubles(first));
    b = f64x2.add(b, highDoubles(first));
    c = f64x2.add(c, lowDoubles(second));
    d = f64x2.add(d, highDoubles(second));
    x += 32;
  }
  for (; count > 0; count -= 4) {
    const last = v128.and(v128.load(x), laneMask(count));
    a = f64x2.add(a, lowDoubles(last));
    b = f64x2.add(b, highDoubles(last));
    x += 16;
  }
  const sum = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Two pairs of float64 as four f32. */
// @ts-ignore: decorator
@inline
function toFloats(low: v128, high: v128): v128 {
  return i32x4.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

// @ts-ignore: decorator
@inline
function finish(out: usize, sums: v128, accumulate: i32, count: i32): void {
  storeLanes(out, accumulate ? f32x4.add(v128.load(out), sums) : sums, count);
}

/** Sums of 8 neighbouring columns; `step` is the distance of rows in bytes. The last columns may be left out. */
function sumEightColumns(x: usize, step: usize, rows: i32, out: usize, accumulate: i32, columns: i32): void {
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let row = 0; row < rows; row++) {
    const first = v128.load(x);
    const second = v128.load(x, 16);
    a = f64x2.add(a, lowDoubles(first));
    b = f64x2.add(b, highDoubles(first));
    c = f64x2.add(c, lowDoubles(second));
    d = f64x2.add(d, highDoubles(second));
    x += step;
  }
  finish(out, toFloats(a, b), accumulate, columns);
  if (columns > 4) finish(out + 16, toFloats(c, d), accumulate, columns - 4);
}

/**
 * out[o, i] = (accumulate ? out[o, i] : 0) + Σ_r x[o, r, i].
 * Slots: 0 outer, 1 reduced, 2 inner, 3 x, 4 out, 5 accumulate.
 */
export function reduceSumF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const outer = intArgument(args, 0);
  const reduced = intArgument(args, 1);
  const inner = intArgument(args, 2);
  const x = pointerArgument(args, 3);
  const out = pointerArgument(args, 4);
  const accumulate = intArgument(args, 5);
  const outputs = outer * inner;
  const step = <usize>inner << 2;
  const end = shareStart(outputs, 16, thread + 1, threads);
  let i = shareStart(outputs, 16, thread, threads);
  while (i < end) {
    const row = i / inner;
    const column = i % inner;
    const at = x + <usize>row * <usize>reduced * step + (<usize>column << 2);
    const outAt = out + (<usize>i << 2);
    if (inner == 1) {
      const sum = <f32>sumRow(at, reduced);
      store<f32>(outAt, accumulate ? load<f32>(outAt) + sum : sum);
      i++;
    } else {
      const count = smaller(8, smaller(inner - column, end - i));
      sumEightColumns(at, step, reduced, outAt, accumulate, count);
      i += count;
    }
  }
}
