/** Gated linear units (Shazeer 2020): the first half of a row decides how much of the second half passes. */

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
import { storeLanes } from './lanes';
import { shareStart } from './work-split';

/** One row of `width` gates followed by as many values. */
function gateRow<Activation>(gate: usize, out: usize, width: i32): void {
  const activation = changetype<Activation>(0);
  const half = <usize>width << 2;
  let left = width;
  for (; left >= 8; left -= 8) {
    const up = gate + half;
    const first = activation.apply(v128.load(gate));
    const second = activation.apply(v128.load(gate, 16));
    v128.store(out, f32x4.mul(first, v128.load(up)));
    v128.store(out, f32x4.mul(second, v128.load(up, 16)), 16);
    gate += 32;
    out += 32;
  }
  for (; left > 0; left -= 4) {
    storeLanes(out, f32x4.mul(activation.apply(v128.load(gate)), v128.load(gate + half)), left);
    gate += 16;
    out += 16;
  }
}

function gateRows<Activation>(args: usize, thread: i32, threads: i32): void {
  const rows = intArgument(args, 1);
  const width = intArgument(args, 2);
  const rowBytes = <usize>width << 2;
  const end = shareStart(rows, 1, thread + 1, threads);
  for (let row = shareStart(rows, 1, thread, threads); row < end; row++) {
    const offset = <usize>row * rowBytes;
    gateRow<Activation>(pointerArgument(args, 3) + 2 * offset, pointerArgument(args, 4) + offset, width);
  }
}

/**
 * out[r, i] = activation(x[r, i]) · x[r, F + i]; codes as in `activation`.
 * Slots: 0 code, 1 rows, 2 inner width F, 3 x [rows, 2F], 4 out [rows, F].
 */
export function gated(args: usize, thread: i32, threads: i32, scratch: usize): void {
  switch (intArgument(args, 0)) {
    case activationGelu:
      return gateRows<Gelu>(args, thread, threads);
    case activationGeluTanh:
      return gateRows<GeluTanh>(args, thread, threads);
    case activationRelu:
      return gateRows<Relu>(args, thread, threads);
    case activationReluSquared:
      return gateRows<ReluSquared>(args, thread, threads);
    case activationSilu:
      return gateRows<Silu>(args, thread, threads);
    default:
      return gateRows<Identity>(args, thread, threads);
  }
}

/** `kept` is all ones to add to what stands in dx, or zeros. */
function gateRowBackward<Activation>(gate: usize, dOut: usize, dGate: usize, width: i32, kept: v128): void {
  const activation = changetype<Activation>(0);
  const half = <usize>width << 2;
  for (let left = width; left > 0; left -= 4) {
    const x = v128.load(gate);
    const cotangent = v128.load(dOut);
    const beforeGate = v128.and(v128.load(dGate), kept);
    const beforeUp = v128.and(v128.load(dGate + half), kept);
    const scaled = f32x4.mul(cotangent, v128.load(gate + half));
    const sumGate = f32x4.relaxed_madd(scaled, activation.derivative(x), beforeGate);
    const sumUp = f32x4.relaxed_madd(cotangent, activation.apply(x), beforeUp);
    storeLanes(dGate, sumGate, left);
    storeLanes(dGate + half, sumUp, left);
    gate += 16;
    dOut += 16;
    dGate += 16;
  }
}

function gateRowsBackward<Activation>(args: usize, thread: i32, threads: i32): void {
  const rows = intArgument(args, 1);
  const width = intArgument(args, 2);
  const kept = i32x4.splat(intArgument(args, 6) ? -1 : 0);
  const rowBytes = <usize>width << 2;
  const end = shareStart(rows, 1, thread + 1, threads);
  for (let row = shareStart(rows, 1, thread, threads); row < end; row++) {
    const offset = <usize>row * rowBytes;
    const x = pointerArgument(args, 3) + 2 * offset;
    const dx = pointerArgument(args, 5) + 2 * offset;
    gateRowBackward<Activation>(x, pointerArgument(args, 4) + offset, dx, width, kept);
  }
}

/**
 * Backward of `gated`: dGate = dOut · up · activation′(gate), dUp = dOut · activation(gate), both added to what stands
 * in dx if `accumulate`.
 * Slots: 0 code, 1 rows, 2 inner width F, 3 x [rows, 2F], 4 dOut [rows, F], 5 dx [rows, 2F], 6 accumulate. `dx` may be
 * `x` when not accumulating.
 */
export function gatedBackward(args: usize, thread: i32, threads: i32, scratch: usize): void {
  switch (intArgument(args, 0)) {
    case activationGelu:
      return gateRowsBackward<Gelu>(args, thread, threads);
    case activationGeluTanh:
      return gateRowsBackward<GeluTanh>(args, thread, threads);
    case activationRelu:
      return gateRowsBackward<Relu>(args, thread, threads);
    case activationReluSquared:
      return gateRowsBackward<ReluSquared>(args, thread, threads);
    case activationSilu:
      return gateRowsBackward<Silu>(args, thread, threads);
    default:
      return gateRowsBackward<Identity>(args, thread, threads);
  }
}
