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

/**
 * Finishes a block of a product while it is in the cache: C = activation(C + bias) + residual.
 *
 * `slots` points to four argument slots: 0 bias (pointer to N floats or 0), 1 activation code, 2 residual (pointer or
 * 0, laid out as C), 3 preActivation (pointer or 0, laid out as C: gets C + bias).
 * The block is rows × columns at c + inside; `offset` + `inside` is its distance in bytes from the start of the matrix
 * that residual and preActivation are laid out as, `firstColumn` its first column there.
 */
export function applyEpilogue(
  slots: usize, c: usize, offset: usize, inside: usize, firstColumn: i32, rows: i32, columns: i32, stride: usize,
): void {
  const bias = pointerArgument(slots, 0);
  const residual = pointerArgument(slots, 2);
  const preActivation = pointerArgument(slots, 3);
  const biasRow = bias ? bias + (<usize>firstColumn << 2) : 0;
  for (let row = 0; row < rows; row++) {
    const at = inside + <usize>row * stride;
    const residualRow = residual ? residual + offset + at : 0;
    const preActivationRow = preActivation ? preActivation + offset + at : 0;
    finishRow(intArgument(slots, 1), c + at, columns, biasRow, residualRow, preActivationRow);
  }
}

function finishRow(
  activation: i32, row: usize, columns: i32, bias: usize, residual: usize, preActivation: usize,
): void {
  switch (activation) {
    case activationGelu:
      return finishRowWith<Gelu>(row, columns, bias, residual, preActivation);
    case activationGeluTanh:
      return finishRowWith<GeluTanh>(row, columns, bias, residual, preActivation);
    case activationRelu:
      return finishRowWith<Relu>(row, columns, bias, residual, preActivation);
    case activationReluSquared:
      return finishRowWith<ReluSquared>(row, columns, bias, residual, preActivation);
    case activationSilu:
      return finishRowWith<Silu>(row, columns, bias, residual, preActivation);
    default:
      return finishRowWith<Identity>(row, columns, bias, residual, preActivation);
  }
}

function finishRowWith<Activation>(
  row: usize, columns: i32, bias: usize, residual: usize, preActivation: usize,
): void {
  const activation = changetype<Activation>(0);
  let at: usize = 0;
  let left = columns;
  for (; left >= 8; left -= 8) {
    let first = v128.load(row + at);
    let second = v128.load(row + at, 16);
    if (bias) {
      first = f32x4.add(first, v128.load(bias + at));
      second = f32x4.add(second, v128.load(bias + at, 16));
    }
    if (preActivation) {
      v128.store(preActivation + at, first);
      v128.store(preActivation + at, second, 16);
    }
    first = activation.apply(first);
    second = activation.apply(second);
    if (residual) {
      first = f32x4.add(first, v128.load(residual + at));
      second = f32x4.add(second, v128.load(residual + at, 16));
    }
    v128.store(row + at, first);
    v128.store(row + at, second, 16);
    at += 32;
  }
  for (; left > 0; left -= 4) {
    let value = v128.load(row + at);
    if (bias) value = f32x4.add(value, v128.load(bias + at));
    if (preActivation) storeLanes(preActivation + at, value, left);
    value = activation.apply(value);
    if (residual) value = f32x4.add(value, v128.load(residual + at));
    storeLanes(row + at, value, left);
    at += 16;
  }
}
