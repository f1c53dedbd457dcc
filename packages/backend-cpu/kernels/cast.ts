/**
 * Conversions between element types. All share the slots 0 n, 1 x, 2 out; `out` may be `x`. bool → i32 and bool → u32
 * need no kernel (0 and 1 already), nor do i32 ↔ u32 (same bits) and bf16 or f16 → f32 (kept as f32).
 */

import { mapUnary } from './elementwise-loop';

@unmanaged
class F32ToI32 {
  @inline
  apply(x: v128): v128 {
    return i32x4.trunc_sat_f32x4_s(x);
  }
}

@unmanaged
class F32ToU32 {
  @inline
  apply(x: v128): v128 {
    return i32x4.trunc_sat_f32x4_u(x);
  }
}

@unmanaged
class I32ToF32 {
  @inline
  apply(x: v128): v128 {
    return f32x4.convert_i32x4_s(x);
  }
}

@unmanaged
class U32ToF32 {
  @inline
  apply(x: v128): v128 {
    return f32x4.convert_i32x4_u(x);
  }
}

@unmanaged
class F32ToBool {
  @inline
  apply(x: v128): v128 {
    return v128.and(f32x4.ne(x, f32x4.splat(0)), i32x4.splat(1));
  }
}

@unmanaged
class I32ToBool {
  @inline
  apply(x: v128): v128 {
    return v128.and(i32x4.ne(x, i32x4.splat(0)), i32x4.splat(1));
  }
}

/** `rounded`, except where x is NaN: there x with its payload cut to `keptBits` and made quiet. */
// @ts-ignore: decorator
@inline
function keepNaN(x: v128, rounded: v128, keptBits: i32): v128 {
  const quiet = v128.or(v128.and(x, i32x4.splat(keptBits)), i32x4.splat(0x00400000));
  return v128.bitselect(rounded, quiet, f32x4.eq(x, x));
}

/** Rounds the magnitude's bit pattern to nearest even at bit `shift`. A carry moves into the exponent, as it should. */
// @ts-ignore: decorator
@inline
function roundBits(bits: v128, shift: i32): v128 {
  const odd = v128.and(i32x4.shr_u(bits, shift), i32x4.splat(1));
  const half = i32x4.splat((1 << (shift - 1)) - 1);
  return v128.and(i32x4.add(i32x4.add(bits, half), odd), i32x4.splat(-(1 << shift)));
}

@unmanaged
class RoundToBF16 {
  @inline
  apply(x: v128): v128 {
    return keepNaN(x, roundBits(x, 16), 0xffff0000);
  }
}

@unmanaged
class RoundToF16 {
  @inline
  apply(x: v128): v128 {
    const signMask = i32x4.splat(0x80000000);
    const magnitude = v128.andnot(x, signMask);
    // Below 2^-14 float16 has the fixed step 2^-24, which is that of float32 in [0.5, 1): adding 0.5 rounds to it.
    const half = f32x4.splat(0.5);
    const subnormal = f32x4.sub(f32x4.add(magnitude, half), half);
    const rounded = roundBits(magnitude, 13);
    const bounded = v128.bitselect(rounded, f32x4.splat(Infinity), f32x4.lt(rounded, f32x4.splat(65536.0)));
    const result = v128.bitselect(subnormal, bounded, f32x4.lt(magnitude, f32x4.splat(6.103515625e-5)));
    return keepNaN(x, v128.or(result, v128.and(x, signMask)), 0xffffe000);
  }
}

/** f32 → i32: truncates, saturates; NaN gives 0. */
export function castF32ToI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<F32ToI32>(args, thread, threads);
}

/** f32 → u32: truncates, saturates to [0, 2^32 − 1]; NaN gives 0. */
export function castF32ToU32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<F32ToU32>(args, thread, threads);
}

/** i32 or bool → f32, rounded to nearest even. */
export function castI32ToF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<I32ToF32>(args, thread, threads);
}

/** u32 → f32, rounded to nearest even. */
export function castU32ToF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<U32ToF32>(args, thread, threads);
}

/** f32 → bool: 1 where x ≠ 0; NaN counts as 1. */
export function castF32ToBool(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<F32ToBool>(args, thread, threads);
}

/** i32 or u32 → bool: 1 where x ≠ 0. */
export function castI32ToBool(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<I32ToBool>(args, thread, threads);
}

/** f32 → bf16 kept as f32: rounded to nearest even; overflow gives infinity, NaN stays NaN. */
export function roundToBF16(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<RoundToBF16>(args, thread, threads);
}

/** f32 → f16 kept as f32: rounded to nearest even, subnormals included; overflow gives infinity, NaN stays NaN. */
export function roundToF16(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<RoundToF16>(args, thread, threads);
}
