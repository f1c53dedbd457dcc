/**
 * Unary elementwise kernels. All share the slots 0 n, 1 x, 2 out; `out` may be `x`.
 * Transcendental functions other than exp, tanh and erf go lane by lane through the scalar routines, which compute in
 * float64 inside and hold to one unit in the last place over the whole range, huge arguments included.
 */

import { mapUnary } from './elementwise-loop';
import { vectorErf, vectorExp, vectorTanh } from './vector-math';

@unmanaged
class NegateF32 {
  @inline
  apply(x: v128): v128 {
    return f32x4.neg(x);
  }
}

@unmanaged
class NegateI32 {
  @inline
  apply(x: v128): v128 {
    return i32x4.neg(x);
  }
}

@unmanaged
class AbsF32 {
  @inline
  apply(x: v128): v128 {
    return f32x4.abs(x);
  }
}

@unmanaged
class AbsI32 {
  @inline
  apply(x: v128): v128 {
    return i32x4.abs(x);
  }
}

@unmanaged
class Sign {
  /** ±1 with the sign of x where x is above or below 0; x itself (±0, NaN) elsewhere. */
  @inline
  apply(x: v128): v128 {
    const zero = f32x4.splat(0);
    const one = v128.or(f32x4.splat(1), v128.and(x, f32x4.splat(-0.0)));
    return v128.bitselect(one, x, v128.or(f32x4.gt(x, zero), f32x4.lt(x, zero)));
  }
}

@unmanaged
class Floor {
  @inline
  apply(x: v128): v128 {
    return f32x4.floor(x);
  }
}

@unmanaged
class Sqrt {
  @inline
  apply(x: v128): v128 {
    return f32x4.sqrt(x);
  }
}

@unmanaged
class ReciprocalSqrt {
  @inline
  apply(x: v128): v128 {
    return f32x4.div(f32x4.splat(1), f32x4.sqrt(x));
  }
}

@unmanaged
class Reciprocal {
  @inline
  apply(x: v128): v128 {
    return f32x4.div(f32x4.splat(1), x);
  }
}

@unmanaged
class Exp {
  @inline
  apply(x: v128): v128 {
    return vectorExp(x);
  }
}

@unmanaged
class Tanh {
  @inline
  apply(x: v128): v128 {
    return vectorTanh(x);
  }
}

@unmanaged
class Erf {
  @inline
  apply(x: v128): v128 {
    return vectorErf(x);
  }
}

/** Applies `Operation.one` to each of the four lanes. */
// @ts-ignore: decorator
@inline
function lanewise<Operation>(x: v128): v128 {
  const operation = changetype<Operation>(0);
  return f32x4(
    operation.one(f32x4.extract_lane(x, 0)),
    operation.one(f32x4.extract_lane(x, 1)),
    operation.one(f32x4.extract_lane(x, 2)),
    operation.one(f32x4.extract_lane(x, 3)),
  );
}

@unmanaged
class Log {
  @inline
  one(x: f32): f32 {
    return NativeMathf.log(x);
  }
  @inline
  apply(x: v128): v128 {
    return lanewise<Log>(x);
  }
}

@unmanaged
class Sin {
  @inline
  one(x: f32): f32 {
    return NativeMathf.sin(x);
  }
  @inline
  apply(x: v128): v128 {
    return lanewise<Sin>(x);
  }
}

@unmanaged
class Cos {
  @inline
  one(x: f32): f32 {
    return NativeMathf.cos(x);
  }
  @inline
  apply(x: v128): v128 {
    return lanewise<Cos>(x);
  }
}

@unmanaged
class IsFinite {
  /** 1 where the exponent is not all ones, else 0 (infinities and NaN). */
  @inline
  apply(x: v128): v128 {
    const finite = f32x4.lt(f32x4.abs(x), f32x4.splat(Infinity));
    return v128.and(finite, i32x4.splat(1));
  }
}

@unmanaged
class Not {
  @inline
  apply(x: v128): v128 {
    return v128.and(i32x4.eq(x, i32x4.splat(0)), i32x4.splat(1));
  }
}

/** −x on f32. */
export function negateF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<NegateF32>(args, thread, threads);
}

/** −x on i32; the smallest integer stays as it is. */
export function negateI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<NegateI32>(args, thread, threads);
}

/** |x| on f32. */
export function absF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<AbsF32>(args, thread, threads);
}

/** |x| on i32; the smallest integer stays as it is. */
export function absI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<AbsI32>(args, thread, threads);
}

/** −1, 0 or 1 by the sign of x on f32; NaN stays NaN. */
export function signF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<Sign>(args, thread, threads);
}

/** Largest integer not above x, on f32. */
export function floorF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<Floor>(args, thread, threads);
}

/** Square root on f32, correctly rounded; NaN below 0. */
export function sqrtF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<Sqrt>(args, thread, threads);
}

/** 1 / √x on f32, two correctly rounded steps. */
export function reciprocalSqrtF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<ReciprocalSqrt>(args, thread, threads);
}

/** 1 / x on f32. */
export function reciprocalF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<Reciprocal>(args, thread, threads);
}

/** e^x on f32. */
export function expF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<Exp>(args, thread, threads);
}

/** Natural logarithm on f32; −∞ at 0, NaN below. */
export function logF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<Log>(args, thread, threads);
}

/** Hyperbolic tangent on f32. */
export function tanhF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<Tanh>(args, thread, threads);
}

/** Error function on f32. */
export function erfF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<Erf>(args, thread, threads);
}

/** Sine on f32, radians. */
export function sinF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<Sin>(args, thread, threads);
}

/** Cosine on f32, radians. */
export function cosF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<Cos>(args, thread, threads);
}

/** f32 → bool: 1 where x is neither infinite nor NaN. */
export function isFiniteF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<IsFinite>(args, thread, threads);
}

/** bool → bool: 1 − x. */
export function notBool(args: usize, thread: i32, threads: i32, scratch: usize): void {
  mapUnary<Not>(args, thread, threads);
}
