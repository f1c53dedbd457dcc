/**
 * Integer division, remainder and shifts: binary kernels that WebAssembly has no vector instruction for. Slots as in
 * `elementwise-binary.ts`. None of them traps: division by 0 gives 0, and the smallest i32 divided by −1 wraps to
 * itself. Shift amounts count modulo 32.
 */

import { mapBinary } from './elementwise-loop';

/** Applies `Operation.one` to each of the four lanes. */
// @ts-ignore: decorator
@inline
function lanewise<Operation>(a: v128, b: v128): v128 {
  const operation = changetype<Operation>(0);
  return i32x4(
    operation.one(i32x4.extract_lane(a, 0), i32x4.extract_lane(b, 0)),
    operation.one(i32x4.extract_lane(a, 1), i32x4.extract_lane(b, 1)),
    operation.one(i32x4.extract_lane(a, 2), i32x4.extract_lane(b, 2)),
    operation.one(i32x4.extract_lane(a, 3), i32x4.extract_lane(b, 3)),
  );
}

@unmanaged
class DivideI32 {
  @inline
  one(a: i32, b: i32): i32 {
    if (b == 0) return 0;
    return b == -1 ? 0 - a : a / b;
  }
  @inline
  apply(a: v128, b: v128): v128 {
    return lanewise<DivideI32>(a, b);
  }
}

@unmanaged
class DivideU32 {
  @inline
  one(a: i32, b: i32): i32 {
    return b == 0 ? 0 : <i32>(<u32>a / <u32>b);
  }
  @inline
  apply(a: v128, b: v128): v128 {
    return lanewise<DivideU32>(a, b);
  }
}

@unmanaged
class RemainderI32 {
  @inline
  one(a: i32, b: i32): i32 {
    return b == 0 ? 0 : a % b;
  }
  @inline
  apply(a: v128, b: v128): v128 {
    return lanewise<RemainderI32>(a, b);
  }
}

@unmanaged
class RemainderU32 {
  @inline
  one(a: i32, b: i32): i32 {
    return b == 0 ? 0 : <i32>(<u32>a % <u32>b);
  }
  @inline
  apply(a: v128, b: v128): v128 {
    return lanewise<RemainderU32>(a, b);
  }
}

@unmanaged
class ShiftLeft {
  @inline
  one(a: i32, b: i32): i32 {
    return a << b;
  }
  @inline
  apply(a: v128, b: v128): v128 {
    return lanewise<ShiftLeft>(a, b);
  }
}

@unmanaged
class ShiftRightI32 {
  @inline
  one(a: i32, b: i32): i32 {
    return a >> b;
  }
  @inline
  apply(a: v128, b: v128): v128 {
    return lanewise<ShiftRightI32>(a, b);
  }
}

@unmanaged
class ShiftRightU32 {
  @inline
  one(a: i32, b: i32): i32 {
    return <i32>(<u32>a >> <u32>b);
  }
  @inline
  apply(a: v128, b: v128): v128 {
    return lanewise<ShiftRightU32>(a, b);
  }
}

/** a / b on i32, towards zero. */
export function divideI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<DivideI32>(args, thread, threads, scratch);
}

/** a / b on u32. */
export function divideU32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<DivideU32>(args, thread, threads, scratch);
}

/** Remainder of a / b on i32, with the sign of a; 0 for b = 0. */
export function remainderI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<RemainderI32>(args, thread, threads, scratch);
}

/** Remainder of a / b on u32; 0 for b = 0. */
export function remainderU32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<RemainderU32>(args, thread, threads, scratch);
}

/** a · 2^b on i32 and u32, dropping high bits. */
export function shiftLeftI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<ShiftLeft>(args, thread, threads, scratch);
}

/** Arithmetic shift right: copies of the sign come in from the left. */
export function shiftRightI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<ShiftRightI32>(args, thread, threads, scratch);
}

/** Logical shift right: zeros come in from the left. */
export function shiftRightU32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapBinary<ShiftRightU32>(args, thread, threads, scratch);
}
