import { activate, activationNone } from './activations';
import { intArgument, pointerArgument } from './arguments';
import { storeLanes } from './lanes';

/**
 * Finishes a block of a product while it is in the cache: C = activation(C + bias) + residual.
 *
 * `slots` points to four argument slots: 0 bias (pointer to N floats or 0), 1 activation code, 2 residual (pointer or 0,
 * laid out as C), 3 preActivation (pointer or 0, laid out as C: gets C + bias).
 * The block is rows × columns at c + inside; `offset` + `inside` is its distance in bytes from the start of the matrix
 * that residual and preActivation are laid out as, `firstColumn` its first column there.
 */
export function applyEpilogue(
  slots: usize, c: usize, offset: usize, inside: usize, firstColumn: i32, rows: i32, columns: i32, stride: usize,
): void {
  const bias = pointerArgument(slots, 0);
  const activation = intArgument(slots, 1);
  const residual = pointerArgument(slots, 2);
  const preActivation = pointerArgument(slots, 3);
  const biasRow = bias + (<usize>firstColumn << 2);
  for (let row = 0; row < rows; row++) {
    const rowBytes = inside + <usize>row * stride;
    const target = c + rowBytes;
    const residualRow = residual + offset + rowBytes;
    const preActivationRow = preActivation + offset + rowBytes;
    for (let column = 0; column < columns; column += 4) {
      const at = <usize>column << 2;
      const lanes = columns - column;
      let value = v128.load(target + at);
      if (bias != 0) value = f32x4.add(value, v128.load(biasRow + at));
      if (preActivation != 0) storeLanes(preActivationRow + at, value, lanes);
      if (activation != activationNone) value = activate(value, activation);
      if (residual != 0) value = f32x4.add(value, v128.load(residualRow + at));
      storeLanes(target + at, value, lanes);
    }
  }
}
