/**
 * Activation functions and gated units as kernels of their own. Codes: 0 none, 1 GELU, 2 GELU by tanh, 3 ReLU,
 * 4 ReLU², 5 SiLU (see `activations.ts`).
 */

import { activate, activationDerivative } from './activations';
import { intArgument, pointerArgument } from './arguments';
import { storeLanes } from './lanes';
import { shareStart } from './work-split';

/**
 * out[i] = activation(x[i]).
 * Slots: 0 code, 1 n, 2 x, 3 out. `out` may be `x`.
 */
export function activation(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const code = intArgument(args, 0);
  const n = intArgument(args, 1);
  const start = shareStart(n, 64, thread, threads);
  let x = pointerArgument(args, 2) + (<usize>start << 2);
  let out = pointerArgument(args, 3) + (<usize>start << 2);
  for (let left = shareStart(n, 64, thread + 1, threads) - start; left > 0; left -= 4) {
    storeLanes(out, activate(v128.load(x), code), left);
    x += 16;
    out += 16;
  }
}

/**
 * dx[i] = (accumulate ? dx[i] : 0) + dOut[i] · activation′(x[i]).
 * Slots: 0 code, 1 n, 2 x, 3 dOut, 4 dx, 5 accumulate. `dx` may be `dOut`.
 */
export function activationBackward(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const code = intArgument(args, 0);
  const n = intArgument(args, 1);
  const accumulate = intArgument(args, 5);
  const start = shareStart(n, 64, thread, threads);
  let x = pointerArgument(args, 2) + (<usize>start << 2);
  let dOut = pointerArgument(args, 3) + (<usize>start << 2);
  let dx = pointerArgument(args, 4) + (<usize>start << 2);
  for (let left = shareStart(n, 64, thread + 1, threads) - start; left > 0; left -= 4) {
    let value = f32x4.mul(v128.load(dOut), activationDerivative(v128.load(x), code));
    if (accumulate) value = f32x4.add(v128.load(dx), value);
    storeLanes(dx, value, left);
    x += 16;
    dOut += 16;
    dx += 16;
  }
}

/**
 * out[r, i] = activation(x[r, i]) · x[r, F + i]: the first half of a row is the gate, the second what it lets through.
 * Slots: 0 code, 1 rows, 2 inner width F, 3 x [rows, 2F], 4 out [rows, F].
 */
export function gated(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const code = intArgument(args, 0);
  const rows = intArgument(args, 1);
  const width = intArgument(args, 2);
  const rowBytes = <usize>width << 2;
  const end = shareStart(rows, 1, thread + 1, threads);
  for (let row = shareStart(rows, 1, thread, threads); row < end; row++) {
    let gate = pointerArgument(args, 3) + 2 * <usize>row * rowBytes;
    let out = pointerArgument(args, 4) + <usize>row * rowBytes;
    for (let left = width; left > 0; left -= 4) {
      const up = v128.load(gate + rowBytes);
      storeLanes(out, f32x4.mul(activate(v128.load(gate), code), up), left);
      gate += 16;
      out += 16;
    }
  }
}

/**
 * Backward of `gated`: dGate = dOut · up · activation′(gate), dUp = dOut · activation(gate), both added to what stands
 * in dx if `accumulate`.
 * Slots: 0 code, 1 rows, 2 inner width F, 3 x [rows, 2F], 4 dOut [rows, F], 5 dx [rows, 2F], 6 accumulate. `dx` may be
 * `x` when not accumulating.
 */
export function gatedBackward(args: usize, thread: i32, threads: i32, scratch: usize): void {
  const code = intArgument(args, 0);
  const rows = intArgument(args, 1);
  const width = intArgument(args, 2);
  const accumulate = intArgument(args, 6);
  const rowBytes = <usize>width << 2;
  const end = shareStart(rows, 1, thread + 1, threads);
  for (let row = shareStart(rows, 1, thread, threads); row < end; row++) {
    let x = pointerArgument(args, 3) + 2 * <usize>row * rowBytes;
    let dOut = pointerArgument(args, 4) + <usize>row * rowBytes;
    let dx = pointerArgument(args, 5) + 2 * <usize>row * rowBytes;
    for (let left = width; left > 0; left -= 4) {
      const gate = v128.load(x);
      const up = v128.load(x + rowBytes);
      const cotangent = v128.load(dOut);
      let dGate = f32x4.mul(f32x4.mul(cotangent, up), activationDerivative(gate, code));
      let dUp = f32x4.mul(cotangent, activate(gate, code));
      if (accumulate) {
        dGate = f32x4.add(v128.load(dx), dGate);
        dUp = f32x4.add(v128.load(dx + rowBytes), dUp);
      }
      storeLanes(dx, dGate, left);
      storeLanes(dx + rowBytes, dUp, left);
      x += 16;
      dOut += 16;
      dx += 16;
    }
  }
}
