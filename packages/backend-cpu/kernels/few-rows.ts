import { sumLanes } from './lanes';
import { dotRows } from './softmax-rows';

/** Products with at most so many rows are done as dot products, for which B need not be packed. */
export const fewRows: i32 = 4;

/**
 * C[rows,columns] (+)= A · Bᵀ for few rows, as when a model decodes token by token: every row of B is read once and
 * serves all rows of A. Strides in bytes; B is stored columns × depth.
 */
export function multiplyFewRows(
  a: usize, aStride: usize, b: usize, bStride: usize, rows: i32, columns: i32, depth: i32,
  c: usize, cStride: usize, accumulate: i32,
): void {
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    for (let row = 0; row < rows; row++) {
      const target = c + <usize>row * cStride + (<usize>column << 2);
      const sums = fourDotProducts(a + <usize>row * aStride, b, bStride, depth);
      v128.store(target, accumulate ? f32x4.add(v128.load(target), sums) : sums);
    }
    b += bStride << 2;
  }
  for (; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      const target = c + <usize>row * cStride + (<usize>column << 2);
      const sum = dotRows(a + <usize>row * aStride, b, depth);
      f32.store(target, accumulate ? f32.load(target) + sum : sum);
    }
    b += bStride;
  }
}

/** One row of A with four rows of B. */
// @ts-ignore: decorator
@inline
function fourDotProducts(a: usize, b0: usize, bStride: usize, depth: i32): v128 {
  const b1 = b0 + bStride;
  const b2 = b1 + bStride;
  const b3 = b2 + bStride;
  let sum0 = f32x4.splat(0);
  let sum1 = f32x4.splat(0);
  let sum2 = f32x4.splat(0);
  let sum3 = f32x4.splat(0);
  const whole = <usize>(depth & ~3) << 2;
  for (let at: usize = 0; at < whole; at += 16) {
    const x = v128.load(a + at);
    sum0 = f32x4.relaxed_madd(x, v128.load(b0 + at), sum0);
    sum1 = f32x4.relaxed_madd(x, v128.load(b1 + at), sum1);
    sum2 = f32x4.relaxed_madd(x, v128.load(b2 + at), sum2);
    sum3 = f32x4.relaxed_madd(x, v128.load(b3 + at), sum3);
  }
  let sums = f32x4(sumLanes(sum0), sumLanes(sum1), sumLanes(sum2), sumLanes(sum3));
  for (let at = whole; at < <usize>depth << 2; at += 4) {
    const column = f32x4(f32.load(b0 + at), f32.load(b1 + at), f32.load(b2 + at), f32.load(b3 + at));
    sums = f32x4.relaxed_madd(v128.load32_splat(a + at), column, sums);
  }
  return sums;
}
