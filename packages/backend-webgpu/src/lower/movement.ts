/** Nodes that move elements. */
import type { NodeOf, Shape, Value } from '@oneday/ops';
import { sizeOf } from '@oneday/ops';
import { floatBits, input, output } from '../steps.ts';
import type { ArrayReference, Steps } from '../steps.ts';
import { elementTypeOf } from '../wgsl/elementwise.ts';
import { fillShader, iotaShader, readStridedShader, updateShader, writeStridedShader } from '../wgsl/movement.ts';
import { offsetOf, stridesOf, walk } from './strides.ts';

/** Copies one array onto another. */
export function copy(steps: Steps, from: ArrayReference, to: ArrayReference, size: number): void {
  steps.dispatch(readStridedShader, [from, to], size, [0, ...walk([size], [1])]);
}

/** Sets all elements to one number, given by its bits. */
export function fill(steps: Steps, target: ArrayReference, size: number, bits: number): void {
  steps.dispatch(fillShader, [target], size, [bits]);
}

function readStrided(steps: Steps, out: Value, strides: readonly number[], start = 0): void {
  steps.dispatch(readStridedShader, [input(0), output()], sizeOf(out.shape), [start, ...walk(out.shape, strides)]);
}

function writePart(steps: Steps, part: number, shape: Shape, whole: Shape, starts: readonly number[]): void {
  const strides = stridesOf(whole);
  const parameters = [offsetOf(starts, strides), ...walk(shape, strides)];
  steps.dispatch(writeStridedShader, [input(part), output()], sizeOf(shape), parameters);
}

/** Reads with the strides exchanged. */
export function lowerTranspose(steps: Steps, { attributes, inputs, outputs }: NodeOf<'transpose'>): void {
  const strides = stridesOf(inputs[0]!.shape);
  readStrided(steps, outputs[0]!, attributes.permutation.map((axis) => strides[axis]!));
}

/** Reads with stride 0 along what is repeated. */
export function lowerBroadcast(steps: Steps, { inputs, outputs }: NodeOf<'broadcast'>): void {
  const [{ shape }, out] = [inputs[0]!, outputs[0]!];
  const strides = stridesOf(shape);
  const missing = out.shape.length - shape.length;
  readStrided(steps, out, out.shape.map((_, axis) =>
    (axis < missing || shape[axis - missing] === 1 ? 0 : strides[axis - missing]!)));
}

/** Reads from the first element on. */
export function lowerSlice(steps: Steps, { attributes, inputs, outputs }: NodeOf<'slice'>): void {
  const strides = stridesOf(inputs[0]!.shape);
  readStrided(steps, outputs[0]!, strides, offsetOf(attributes.starts, strides));
}

/** Writes over the part, in place. */
export function lowerUpdateSlice(steps: Steps, { attributes: { axis }, inputs }: NodeOf<'updateSlice'>): void {
  const [x, update] = [inputs[0]!.shape, inputs[1]!.shape];
  const strides = stridesOf(x);
  steps.inPlace.set(0, 0);
  const [rank, ...pairs] = walk(update, strides);
  const parameters = [strides[axis]!, rank!, x[axis]! - update[axis]!, ...pairs];
  steps.dispatch(updateShader, [input(1), input(2), output()], sizeOf(update), parameters);
}

/** Fills, then writes the middle. */
export function lowerPad(steps: Steps, { attributes, inputs, outputs }: NodeOf<'pad'>): void {
  const [x, out] = [inputs[0]!, outputs[0]!];
  const bits = elementTypeOf(x.dtype) === 'f32' ? floatBits(attributes.fill) : attributes.fill >>> 0;
  fill(steps, output(), sizeOf(out.shape), bits);
  writePart(steps, 0, x.shape, out.shape, attributes.before);
}

/** Writes each part at its place. */
export function lowerConcat(steps: Steps, { attributes: { axis }, inputs, outputs }: NodeOf<'concat'>): void {
  const whole = outputs[0]!.shape;
  let at = 0;
  inputs.forEach(({ shape }, i) => {
    writePart(steps, i, shape, whole, whole.map((_, other) => (other === axis ? at : 0)));
    at += shape[axis]!;
  });
}

/** Computes each element from its index. */
export function lowerIota(steps: Steps, { attributes: { axis }, outputs }: NodeOf<'iota'>): void {
  const { shape, dtype } = outputs[0]!;
  const behind = sizeOf(shape.slice(axis + 1));
  steps.dispatch(iotaShader(elementTypeOf(dtype)), [output()], sizeOf(shape), [behind, shape[axis]!]);
}
