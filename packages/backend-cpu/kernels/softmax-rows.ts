import { sumLanes } from './lanes';
import { vectorExpOfNonPositive } from './vector-math';

/** Largest of `count` floats, a positive multiple of 16. A NaN among them may be passed over. */
export function rowMaximum(row: usize, count: i32): f32 {
  let first = v128.load(row);
  let second = v128.load(row, 16);
  let third = v128.load(row, 32);
  let fourth = v128.load(row, 48);
  for (let index = 16; index < count; index += 16) {
    const at = row + (<usize>index << 2);
    first = f32x4.pmax(first, v128.load(at));
    second = f32x4.pmax(second, v128.load(at, 16));
    third = f32x4.pmax(third, v128.load(at, 32));
    fourth = f32x4.pmax(fourth, v128.load(at, 48));
  }
  const largest = f32x4.pmax(f32x4.pmax(first, second), f32x4.pmax(third, fourth));
  return max<f32>(
    max<f32>(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1)),
    max<f32>(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3)),
  );
}

/** Replaces x by exp(x − shift) over `count` floats, a multiple of 8, and returns their sum, always in one order. */
export function exponentiateRow(row: usize, count: i32, shift: f32): f32 {
  const shifts = f32x4.splat(shift);
  let firstSum = f32x4.splat(0);
  let secondSum = f32x4.splat(0);
  for (let index = 0; index < count; index += 8) {
    const at = row + (<usize>index << 2);
    const first = vectorExpOfNonPositive(f32x4.sub(v128.load(at), shifts));
    const second = vectorExpOfNonPositive(f32x4.sub(v128.load(at, 16), shifts));
    v128.store(at, first);
    v128.store(at, second, 16);
    firstSum = f32x4.add(firstSum, first);
    secondSum = f32x4.add(secondSum, second);
  }
  return sumLanes(f32x4.add(firstSum, secondSum));
}

/** Multiplies `count` floats by `factor`; nothing behind them is written. */
export function scaleRow(row: usize, count: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  let index = 0;
  for (; index + 4 <= count; index += 4) {
    const at = row + (<usize>index << 2);
    v128.store(at, f32x4.mul(v128.load(at), factors));
  }
  for (; index < count; index++) {
    const at = row + (<usize>index << 2);
    f32.store(at, f32.load(at) * factor);
  }
}

/** target += source over `count` floats; nothing behind them is written. */
export function addRow(target: usize, source: usize, count: i32): void {
  let index = 0;
  for (; index + 4 <= count; index += 4) {
    const at = <usize>index << 2;
    v128.store(target + at, f32x4.add(v128.load(target + at), v128.load(source + at)));
  }
  for (; index < count; index++) {
    const at = <usize>index << 2;
    f32.store(target + at, f32.load(target + at) + f32.load(source + at));
  }
}

/** Sum of products of `count` floats, always in one order. */
export function dotRows(a: usize, b: usize, count: i32): f32 {
  let firstSum = f32x4.splat(0);
  let secondSum = f32x4.splat(0);
  let index = 0;
  for (; index + 8 <= count; index += 8) {
    const at = <usize>index << 2;
    firstSum = f32x4.relaxed_madd(v128.load(a + at), v128.load(b + at), firstSum);
    secondSum = f32x4.relaxed_madd(v128.load(a + at, 16), v128.load(b + at, 16), secondSum);
  }
  let sum = sumLanes(f32x4.add(firstSum, secondSum));
  for (; index < count; index++) {
    const at = <usize>index << 2;
    sum += f32.load(a + at) * f32.load(b + at);
  }
  return sum;
}

/** e^x of one number, the same bits as in a row. */
export function scalarExp(x: f32): f32 {
  return f32x4.extract_lane(vectorExpOfNonPositive(f32x4.splat(x)), 0);
}
