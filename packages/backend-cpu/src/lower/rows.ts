/** Rows by index, and random bits. */
import type { NodeOf, Value } from '@oneday/ops';
import { sizeOf } from '@oneday/ops';
import type { NodeContext } from '../compile.ts';

/** Copies rows, of any element type. */
export function lowerGatherRows(context: NodeContext, node: NodeOf<'gatherRows'>): void {
  const [table, indices] = node.inputs as [Value, Value];
  const out = node.outputs[0]!;
  const width = sizeOf(table.shape.slice(1));
  const slots = [
    sizeOf(indices.shape),
    table.shape[0]!,
    width,
    context.tensor(table),
    context.tensor(indices),
    context.output(out),
  ];
  context.steps.kernel('gatherRows', slots, sizeOf(out.shape));
}

/** A copy of the base, with rows added in index order. */
export function lowerScatterAddRows(context: NodeContext, node: NodeOf<'scatterAddRows'>): void {
  const [base, indices, updates] = node.inputs as [Value, Value, Value];
  const target = context.output(node.outputs[0]!);
  context.steps.kernel('copy', [sizeOf(base.shape), context.tensor(base), target]);
  const width = sizeOf(base.shape.slice(1));
  const sizes = [sizeOf(indices.shape), base.shape[0]!, width];
  context.steps.kernel('scatterAddRows', [...sizes, context.tensor(indices), context.tensor(updates), target, 1]);
}

/** Threefry, four blocks at a time. */
export function lowerRandomBits(context: NodeContext, node: NodeOf<'randomBits'>): void {
  const [key, out] = [node.inputs[0]!, node.outputs[0]!];
  context.steps.kernel('randomBits', [sizeOf(out.shape), context.tensor(key), context.output(out)]);
}
