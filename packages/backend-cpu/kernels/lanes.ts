/** Helpers on vectors of four 32-bit lanes. */

/** Stores the first `count` lanes of `value`, at most four; nothing behind them is written. */
// @ts-ignore: decorator
@inline
export function storeLanes(address: usize, value: v128, count: i32): void {
  if (count >= 4) {
    v128.store(address, value);
  } else if (count == 3) {
    v128.store64_lane(address, value, 0);
    v128.store32_lane(address, value, 2, 8);
  } else if (count == 2) {
    v128.store64_lane(address, value, 0);
  } else if (count == 1) {
    v128.store32_lane(address, value, 0);
  }
}

/** Stores the first `count` of the eight lanes of two vectors. */
// @ts-ignore: decorator
@inline
export function storePair(address: usize, first: v128, second: v128, count: i32): void {
  if (count >= 8) {
    v128.store(address, first);
    v128.store(address, second, 16);
  } else {
    storeLanes(address, first, count);
    storeLanes(address + 16, second, count - 4);
  }
}

/** All bits set in the first `count` lanes, none in the others. */
// @ts-ignore: decorator
@inline
export function laneMask(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

/** Sum of four f32 lanes, always in the order (0 + 1) + (2 + 3). */
// @ts-ignore: decorator
@inline
export function sumLanes(value: v128): f32 {
  return (
    f32x4.extract_lane(value, 0) +
    f32x4.extract_lane(value, 1) +
    (f32x4.extract_lane(value, 2) + f32x4.extract_lane(value, 3))
  );
}

/** Writes the 32-bit pattern `bits` 16 times at `address`: a scalar operand that vector loops can load from. */
// @ts-ignore: decorator
@inline
export function writeSplat16(address: usize, bits: i32): void {
  const value = i32x4.splat(bits);
  v128.store(address, value);
  v128.store(address, value, 16);
  v128.store(address, value, 32);
  v128.store(address, value, 48);
}
