/**
 * Reductions over the middle of a tensor seen as [outer, reduced, inner]. Threads share the outputs, so every output
 * is reduced in one order whatever the number of threads. All share the slots 0 outer, 1 reduced, 2 inner, 3 x,
 * 4 out [outer, inner].
 */

import { intArgument, pointerArgument } from './arguments';
import { laneMask, storeLanes } from './lanes';
import { shareStart, smaller } from './work-split';

@unmanaged
class MaximumF32 {
  @inline
  identity(): v128 {
    return f32x4.splat(-Infinity);
  }
  @inline
  combine(a: v128, b: v128): v128 {
    return f32x4.max(a, b);
  }
}

@unmanaged
class MinimumF32 {
  @inline
  identity(): v128 {
    return f32x4.splat(Infinity);
  }
  @inline
  combine(a: v128, b: v128): v128 {
    return f32x4.min(a, b);
  }
}

@unmanaged
class SumI32 {
  @inline
  identity(): v128 {
    return i32x4.splat(0);
  }
  @inline
  combine(a: v128, b: v128): v128 {
    return i32x4.add(a, b);
  }
}

@unmanaged
class MaximumI32 {
  @inline
  identity(): v128 {
    return i32x4.splat(i32.MIN_VALUE);
  }
  @inline
  combine(a: v128, b: v128): v128 {
    return i32x4.max_s(a, b);
  }
}

@unmanaged
class MinimumI32 {
  @inline
  identity(): v128 {
    return i32x4.splat(i32.MAX_VALUE);
  }
  @inline
  combine(a: v128, b: v128): v128 {
    return i32x4.min_s(a, b);
  }
}

/** All four lanes combined, in lane 0. */
// @ts-ignore: decorator
@inline
function combineLanes<Operation>(value: v128): v128 {
  const operation = changetype<Operation>(0);
  const pairs = operation.combine(value, i32x4.shuffle(value, value, 2, 3, 0, 1));
  return operation.combine(pairs, i32x4.shuffle(pairs, pairs, 1, 0, 3, 2));
}

/** `count` neighbours reduced to lane 0. */
function reduceRow<Operation>(x: usize, count: i32): v128 {
  const operation = changetype<Operation>(0);
  let first = operation.identity();
  let second = first;
  for (; count >= 8; count -= 8) {
    first = operation.combine(first, v128.load(x));
    second = operation.combine(second, v128.load(x, 16));
    x += 32;
  }
  for (; count > 0; count -= 4) {
    const lanes = v128.bitselect(v128.load(x), operation.identity(), laneMask(count));
    first = operation.combine(first, lanes);
    x += 16;
  }
  return combineLanes<Operation>(operation.combine(first, second));
}

/** Four neighbouring outputs, each reduced over `count` elements that lie `step` bytes apart. */
function reduceColumns<Operation>(x: usize, step: usize, count: i32): v128 {
  const operation = changetype<Operation>(0);
  let result = operation.identity();
  for (let i = 0; i < count; i++) {
    result = operation.combine(result, v128.load(x));
    x += step;
  }
  return result;
}

function reduce<Operation>(args: usize, thread: i32, threads: i32): void {
  const outer = intArgument(args, 0);
  const reduced = intArgument(args, 1);
  const inner = intArgument(args, 2);
  const x = pointerArgument(args, 3);
  const out = pointerArgument(args, 4);
  const outputs = outer * inner;
  const step = <usize>inner << 2;
  const end = shareStart(outputs, 16, thread + 1, threads);
  let i = shareStart(outputs, 16, thread, threads);
  while (i < end) {
    const row = i / inner;
    const column = i % inner;
    const count = inner == 1 ? 1 : smaller(4, smaller(inner - column, end - i));
    const at = x + (<usize>row * <usize>reduced) * step + (<usize>column << 2);
    const result = inner == 1 ? reduceRow<Operation>(at, reduced) : reduceColumns<Operation>(at, step, reduced);
    storeLanes(out + (<usize>i << 2), result, count);
    i += count;
  }
}

/** Largest element, NaN if there is one, −∞ of nothing. */
export function reduceMaximumF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  reduce<MaximumF32>(args, thread, threads);
}

/** Smallest element, NaN if there is one, ∞ of nothing. */
export function reduceMinimumF32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  reduce<MinimumF32>(args, thread, threads);
}

/** Sum on i32 and u32, wrapping. */
export function reduceSumI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  reduce<SumI32>(args, thread, threads);
}

/** Largest i32; −2^31 of nothing. */
export function reduceMaximumI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  reduce<MaximumI32>(args, thread, threads);
}

/** Smallest i32; 2^31 − 1 of nothing. */
export function reduceMinimumI32(args: usize, thread: i32, threads: i32, scratch: usize): void {
  reduce<MinimumI32>(args, thread, threads);
}
