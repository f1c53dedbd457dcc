/**
 * Comparisons, giving bool (i32 0 or 1). They share the slots of `elementwise-binary.ts`:
 * 0 n, 1 a, 2 aPeriod, 3 b, 4 bPeriod, 5 out. `equalI32` and `notEqualI32` serve u32 and bool too. A NaN is unequal to
 * everything and neither less nor greater.
 */

import { mapBinary } from './elementwise-loop';

/** Turns a mask of all ones or zeros into 1 or 0. */
// @ts-ignore: decorator
@inline
function bool(mask: v128): v128 {
  return v128.and(mask, i32x4.splat(1));
}

@unmanaged
class EqualF32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return bool(f32x4.eq(a, b));
  }
}

@unmanaged
class NotEqualF32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return bool(f32x4.ne(a, b));
  }
}

@unmanaged
class LessF32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return bool(f32x4.lt(a, b));
  }
}

@unmanaged
class LessEqualF32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return bool(f32x4.le(a, b));
  }
}

@unmanaged
class GreaterF32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return bool(f32x4.gt(a, b));
  }
}

@unmanaged
class GreaterEqualF32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return bool(f32x4.ge(a, b));
  }
}

@unmanaged
class EqualI32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return bool(i32x4.eq(a, b));
  }
}

@unmanaged
class NotEqualI32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return bool(i32x4.ne(a, b));
  }
}

@unmanaged
class LessI32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return bool(i32x4.lt_s(a, b));
  }
}

@unmanaged
class LessEqualI32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return bool(i32x4.le_s(a, b));
  }
}

@unmanaged
class GreaterI32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return bool(i32x4.gt_s(a, b));
  }
}

@unmanaged
class GreaterEqualI32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return bool(i32x4.ge_s(a, b));
  }
}

@unmanaged
class LessU32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return bool(i32x4.lt_u(a, b));
  }
}

@unmanaged
class LessEqualU32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return bool(i32x4.le_u(a, b));
  }
}

@unmanaged
class GreaterU32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return bool(i32x4.gt_u(a, b));
  }
}

@unmanaged
class GreaterEqualU32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return bool(i32x4.ge_u(a, b));
  }
}

/** a = b on f32. */
export function equalF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<EqualF32>(args, thread, threads, scratch);
}

/** a ≠ b on f32. */
export function notEqualF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<NotEqualF32>(args, thread, threads, scratch);
}

/** a < b on f32. */
export function lessF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<LessF32>(args, thread, threads, scratch);
}

/** a ≤ b on f32. */
export function lessEqualF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<LessEqualF32>(args, thread, threads, scratch);
}

/** a > b on f32. */
export function greaterF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<GreaterF32>(args, thread, threads, scratch);
}

/** a ≥ b on f32. */
export function greaterEqualF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<GreaterEqualF32>(args, thread, threads, scratch);
}

/** a = b on i32, u32 and bool. */
export function equalI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<EqualI32>(args, thread, threads, scratch);
}

/** a ≠ b on i32, u32 and bool. */
export function notEqualI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<NotEqualI32>(args, thread, threads, scratch);
}

/** a < b on i32. */
export function lessI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<LessI32>(args, thread, threads, scratch);
}

/** a ≤ b on i32. */
export function lessEqualI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<LessEqualI32>(args, thread, threads, scratch);
}

/** a > b on i32. */
export function greaterI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<GreaterI32>(args, thread, threads, scratch);
}

/** a ≥ b on i32. */
export function greaterEqualI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<GreaterEqualI32>(args, thread, threads, scratch);
}

/** a < b on u32. */
export function lessU32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<LessU32>(args, thread, threads, scratch);
}

/** a ≤ b on u32. */
export function lessEqualU32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<LessEqualU32>(args, thread, threads, scratch);
}

/** a > b on u32. */
export function greaterU32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<GreaterU32>(args, thread, threads, scratch);
}

/** a ≥ b on u32. */
export function greaterEqualU32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<GreaterEqualU32>(args, thread, threads, scratch);
}
