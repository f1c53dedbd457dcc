/**
 * Binary elementwise kernels on f32, i32, u32 and bool. All share the slots 0 n, 1 a, 2 aPeriod, 3 b, 4 bPeriod, 5 out
 * with operands indexed by i mod period (see `mapBinary`). `…I32` kernels whose result does not depend on the sign
 * serve u32 too; `andI32`, `orI32` and `xorI32` serve bool, which is 0 or 1.
 */

import { mapBinary } from './elementwise-loop';

@unmanaged
class AddF32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.add(a, b);
  }
}

@unmanaged
class SubtractF32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.sub(a, b);
  }
}

@unmanaged
class MultiplyF32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.mul(a, b);
  }
}

@unmanaged
class DivideF32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.div(a, b);
  }
}

@unmanaged
class MaximumF32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.max(a, b);
  }
}

@unmanaged
class MinimumF32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.min(a, b);
  }
}

@unmanaged
class PowerF32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4(
      NativeMathf.pow(f32x4.extract_lane(a, 0), f32x4.extract_lane(b, 0)),
      NativeMathf.pow(f32x4.extract_lane(a, 1), f32x4.extract_lane(b, 1)),
      NativeMathf.pow(f32x4.extract_lane(a, 2), f32x4.extract_lane(b, 2)),
      NativeMathf.pow(f32x4.extract_lane(a, 3), f32x4.extract_lane(b, 3)),
    );
  }
}

@unmanaged
class AddI32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return i32x4.add(a, b);
  }
}

@unmanaged
class SubtractI32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return i32x4.sub(a, b);
  }
}

@unmanaged
class MultiplyI32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return i32x4.mul(a, b);
  }
}

@unmanaged
class MaximumI32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return i32x4.max_s(a, b);
  }
}

@unmanaged
class MinimumI32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return i32x4.min_s(a, b);
  }
}

@unmanaged
class MaximumU32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return i32x4.max_u(a, b);
  }
}

@unmanaged
class MinimumU32 {
  @inline
  apply(a: v128, b: v128): v128 {
    return i32x4.min_u(a, b);
  }
}

@unmanaged
class And {
  @inline
  apply(a: v128, b: v128): v128 {
    return v128.and(a, b);
  }
}

@unmanaged
class Or {
  @inline
  apply(a: v128, b: v128): v128 {
    return v128.or(a, b);
  }
}

@unmanaged
class Xor {
  @inline
  apply(a: v128, b: v128): v128 {
    return v128.xor(a, b);
  }
}

/** a + b on f32. */
export function addF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<AddF32>(args, thread, threads, scratch);
}

/** a − b on f32. */
export function subtractF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<SubtractF32>(args, thread, threads, scratch);
}

/** a · b on f32. */
export function multiplyF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<MultiplyF32>(args, thread, threads, scratch);
}

/** a / b on f32. */
export function divideF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<DivideF32>(args, thread, threads, scratch);
}

/** The larger on f32; NaN where either is NaN. */
export function maximumF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<MaximumF32>(args, thread, threads, scratch);
}

/** The smaller on f32; NaN where either is NaN. */
export function minimumF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<MinimumF32>(args, thread, threads, scratch);
}

/** a to the power b on f32 by JavaScript's rules: x^0 = 1; NaN for (±1)^±∞ or a negative base to a fraction. */
export function powerF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<PowerF32>(args, thread, threads, scratch);
}

/** a + b on i32 and u32, wrapping. */
export function addI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<AddI32>(args, thread, threads, scratch);
}

/** a − b on i32 and u32, wrapping. */
export function subtractI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<SubtractI32>(args, thread, threads, scratch);
}

/** a · b on i32 and u32, wrapping. */
export function multiplyI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<MultiplyI32>(args, thread, threads, scratch);
}

/** The larger on i32. */
export function maximumI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<MaximumI32>(args, thread, threads, scratch);
}

/** The smaller on i32. */
export function minimumI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<MinimumI32>(args, thread, threads, scratch);
}

/** The larger on u32. */
export function maximumU32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<MaximumU32>(args, thread, threads, scratch);
}

/** The smaller on u32. */
export function minimumU32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<MinimumU32>(args, thread, threads, scratch);
}

/** Bitwise and, on i32, u32 and bool. */
export function andI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<And>(args, thread, threads, scratch);
}

/** Bitwise or, on i32, u32 and bool. */
export function orI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<Or>(args, thread, threads, scratch);
}

/** Bitwise exclusive or, on i32, u32 and bool. */
export function xorI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<Xor>(args, thread, threads, scratch);
}
