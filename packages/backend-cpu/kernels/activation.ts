/**
 * Activation functions and gated units as kernels of their own. Codes: 0 none, 1 GELU, 2 GELU by tanh, 3 ReLU,
 * 4 ReLU², 5 SiLU (see `activations.ts`).
 */

import {
  activationGelu,
  activationGeluTanh,
  activationRelu,
  activationReluSquared,
  activationSilu,
  Gelu,
  GeluTanh,
  Identity,
  Relu,
  ReluSquared,
  Silu,
} from './activations';
import { intArgument, pointerArgument } from './arguments';
import { mapUnary } from './elementwise-loop';
import { storeLanes } from './lanes';
import { shareStart } from './work-split';

/**
 * out[i] = activation(x[i]).
 * Slots: 0 code, 1 n, 2 x, 3 out. `out` may be `x`.
 */
export function activation(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const slots = args + 4;
  switch (intArgument(args, 0)) {
    case activationGelu:
      return mapUnary<Gelu>(slots, thread, threads);
    case activationGeluTanh:
      return mapUnary<GeluTanh>(slots, thread, threads);
    case activationRelu:
      return mapUnary<Relu>(slots, thread, threads);
    case activationReluSquared:
      return mapUnary<ReluSquared>(slots, thread, threads);
    case activationSilu:
      return mapUnary<Silu>(slots, thread, threads);
    default:
      return mapUnary<Identity>(slots, thread, threads);
  }
}

/** Behind the code: 0 n, 1 x, 2 dOut, 3 dx, 4 accumulate. */
function mapBackward<Activation>(slots: usize, thread: i32, threads: i32): void {
  const activation = changetype<Activation>(0);
  const n = intArgument(slots, 0);
  const accumulate = intArgument(slots, 4);
  const start = shareStart(n, 64, thread, threads);
  let x = pointerArgument(slots, 1) + (<usize>start << 2);
  let dOut = pointerArgument(slots, 2) + (<usize>start << 2);
  let dx = pointerArgument(slots, 3) + (<usize>start << 2);
  // What is added is dx itself, or all zeros.
  const kept = i32x4.splat(accumulate ? -1 : 0);
  let left = shareStart(n, 64, thread + 1, threads) - start;
  for (; left >= 8; left -= 8) {
    const first = activation.derivative(v128.load(x));
    const second = activation.derivative(v128.load(x, 16));
    const before0 = v128.and(v128.load(dx), kept);
    const before1 = v128.and(v128.load(dx, 16), kept);
    const sum0 = f32x4.relaxed_madd(v128.load(dOut), first, before0);
    const sum1 = f32x4.relaxed_madd(v128.load(dOut, 16), second, before1);
    v128.store(dx, sum0);
    v128.store(dx, sum1, 16);
    x += 32;
    dOut += 32;
    dx += 32;
  }
  for (; left > 0; left -= 4) {
    const before = v128.and(v128.load(dx), kept);
    storeLanes(dx, f32x4.relaxed_madd(v128.load(dOut), activation.derivative(v128.load(x)), before), left);
    x += 16;
    dOut += 16;
    dx += 16;
  }
}

/**
 * dx[i] = (accumulate ? dx[i] : 0) + dOut[i] · activation′(x[i]).
 * Slots: 0 code, 1 n, 2 x, 3 dOut, 4 dx, 5 accumulate. `dx` may be `dOut`.
 */
export function activationBackward(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const slots = args + 4;
  switch (intArgument(args, 0)) {
    case activationGelu:
      return mapBackward<Gelu>(slots, thread, threads);
    case activationGeluTanh:
      return mapBackward<GeluTanh>(slots, thread, threads);
    case activationRelu:
      return mapBackward<Relu>(slots, thread, threads);
    case activationReluSquared:
      return mapBackward<ReluSquared>(slots, thread, threads);
    case activationSilu:
      return mapBackward<Silu>(slots, thread, threads);
    default:
      return mapBackward<Identity>(slots, thread, threads);
  }
}
