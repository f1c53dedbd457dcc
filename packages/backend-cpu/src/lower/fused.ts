/** Calls of fused ops on their kernels. */
import { backwardCall, forwardCall } from '@oneday/ops';
import type { NodeOf } from '@oneday/ops';
import type { NodeContext } from '../compile.ts';

/** What the op's kernel emits forward. */
export function lowerFused(context: NodeContext, node: NodeOf<'fused'>): void {
  const inputs = node.inputs.map((value) => context.tensor(value));
  const outputs = node.outputs.map((value) => context.output(value));
  context.kernelOf(node.attributes.op).forward(context.steps, forwardCall(node, inputs, outputs));
}

/** What the op's kernel emits backward. */
export function lowerFusedBackward(context: NodeContext, node: NodeOf<'fusedBackward'>): void {
  const inputs = node.inputs.map((value) => context.tensor(value));
  const targets = node.outputs.map((value) => ({
    tensor: context.output(value),
    accumulate: context.accumulates(value),
  }));
  context.kernelOf(node.attributes.op).backward!.emit(context.steps, backwardCall(node, inputs, targets));
}
