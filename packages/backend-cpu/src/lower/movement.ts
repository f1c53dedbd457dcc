/** Nodes that move elements without computing. */
import type { NodeOf, Shape, Value } from '@oneday/ops';
import { sizeOf } from '@oneday/ops';
import type { NodeContext } from '../compile.ts';
import type { CpuVariable } from '../device-memory.ts';
import { bitsOfFloat } from '../tensor.ts';
import type { Slot } from '../tensor.ts';

/** Largest rank that the copying kernel takes. */
const maximumRank = 8;

/** A copy, where the value could not be computed in the variable's own memory. */
export function lowerAssign(context: NodeContext, node: NodeOf<'assign'>): void {
  const { shape, tensor } = node.attributes.variable as CpuVariable;
  context.steps.kernel('copy', [sizeOf(shape), context.tensor(node.inputs[0]!), tensor]);
}

/** Counts along one axis. */
export function lowerIota(context: NodeContext, node: NodeOf<'iota'>): void {
  const out = node.outputs[0]!;
  const [outer, axis, inner] = around(out.shape, node.attributes.axis);
  context.steps.kernel('iota', [out.dtype === 'f32' ? 1 : 0, outer, axis, inner, context.output(out)]);
}

/** A copy with permuted strides. */
export function lowerTranspose(context: NodeContext, node: NodeOf<'transpose'>): void {
  const [x, out] = [node.inputs[0]!, node.outputs[0]!];
  const strides = stridesOf(x.shape);
  const sourceStrides = node.attributes.permutation.map((axis) => strides[axis]!);
  stridedCopy(context, out.shape, context.tensor(x), sourceStrides, context.output(out), stridesOf(out.shape));
}

/** A fill where the value is a known number, else a copy with strides of 0. */
export function lowerBroadcast(context: NodeContext, node: NodeOf<'broadcast'>): void {
  const [x, out] = [node.inputs[0]!, node.outputs[0]!];
  const constant = context.constantOf(x);
  if (constant !== undefined) {
    const bits =
      out.dtype === 'i32' || out.dtype === 'u32' || out.dtype === 'bool' ? constant | 0 : bitsOfFloat(constant);
    context.steps.kernel('fill', [sizeOf(out.shape), bits, context.output(out)]);
    return;
  }
  const missing = out.shape.length - x.shape.length;
  const strides = stridesOf(x.shape);
  const sourceStrides = out.shape.map((_, axis) =>
    axis < missing || x.shape[axis - missing] === 1 ? 0 : strides[axis - missing]!,
  );
  stridedCopy(context, out.shape, context.tensor(x), sourceStrides, context.output(out), stridesOf(out.shape));
}

/** A copy from an offset. */
export function lowerSlice(context: NodeContext, node: NodeOf<'slice'>): void {
  const [x, out] = [node.inputs[0]!, node.outputs[0]!];
  const strides = stridesOf(x.shape);
  const source = { tensor: context.tensor(x), elements: offsetOf(node.attributes.starts, strides) };
  stridedCopy(context, out.shape, source, strides, context.output(out), stridesOf(out.shape));
}

/** A copy of the whole, unless it is there already, then of the part, whose place the kernel reads from memory. */
export function lowerUpdateSlice(context: NodeContext, node: NodeOf<'updateSlice'>): void {
  const [x, update, start] = node.inputs as [Value, Value, Value];
  const [whole, target] = [context.tensor(x), context.output(node.outputs[0]!)];
  const [outer, targetAxis, inner] = around(x.shape, node.attributes.axis);
  if (whole.place !== target.place) context.steps.kernel('copy', [sizeOf(x.shape), whole, target]);
  const updateAxis = update.shape[node.attributes.axis]!;
  context.steps.kernel('updateSlice', [
    outer,
    targetAxis,
    updateAxis,
    inner,
    context.tensor(start),
    context.tensor(update),
    target,
  ]);
}

/** A fill, then a copy into the middle. */
export function lowerPad(context: NodeContext, node: NodeOf<'pad'>): void {
  const [x, out] = [node.inputs[0]!, node.outputs[0]!];
  const { before, fill } = node.attributes;
  const bits = x.dtype === 'f32' || x.dtype === 'bf16' || x.dtype === 'f16' ? bitsOfFloat(fill) : fill | 0;
  context.steps.kernel('fill', [sizeOf(out.shape), bits, context.output(out)]);
  const strides = stridesOf(out.shape);
  const target = { tensor: context.output(out), elements: offsetOf(before, strides) };
  stridedCopy(context, x.shape, context.tensor(x), stridesOf(x.shape), target, strides);
}

/** One copy for each value. */
export function lowerConcat(context: NodeContext, node: NodeOf<'concat'>): void {
  const out = node.outputs[0]!;
  const strides = stridesOf(out.shape);
  let offset = 0;
  for (const value of node.inputs) {
    const target = { tensor: context.output(out), elements: offset * strides[node.attributes.axis]! };
    stridedCopy(context, value.shape, context.tensor(value), stridesOf(value.shape), target, strides);
    offset += value.shape[node.attributes.axis]!;
  }
}

/** The product of the axes before `axis`, its size, and the product of those behind it. */
export function around(shape: Shape, axis: number): [outer: number, size: number, inner: number] {
  return [sizeOf(shape.slice(0, axis)), shape[axis]!, sizeOf(shape.slice(axis + 1))];
}

function stridesOf(shape: Shape): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

function offsetOf(indices: readonly number[], strides: readonly number[]): number {
  return indices.reduce((sum, index, axis) => sum + index * strides[axis]!, 0);
}

function stridedCopy(
  context: NodeContext,
  sizes: Shape,
  source: Slot,
  sourceStrides: readonly number[],
  target: Slot,
  targetStrides: readonly number[],
): void {
  if (sizes.length > maximumRank)
    throw new RangeError(`cpu: arrays have at most ${maximumRank} axes; got [${sizes.join(',')}]`);
  const padded = (values: readonly number[]) => [...values, ...Array<number>(maximumRank - values.length).fill(0)];
  const slots = [sizes.length, source, target, ...padded(sizes), ...padded(sourceStrides), ...padded(targetStrides)];
  context.steps.kernel('stridedCopy', slots, sizeOf(sizes));
}
