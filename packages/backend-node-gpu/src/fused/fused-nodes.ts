/** Calls of fused ops. */
import { backwardCall, forwardCall } from '@oneday/ops';
import type { NodeOf, Value } from '@oneday/ops';
import type { Plan } from '../plan.ts';
import { kernelOf } from './native-kernels.ts';
import type { Operand } from './tensor-kernel.ts';

function operands(values: readonly Value[]): Operand[] {
  return values.map(({ shape, dtype }, index) => ({ shape, dtype, index }));
}

/** Emits the forward pass of a kernel. */
export function lowerFused(plan: Plan, node: NodeOf<'fused'>): void {
  kernelOf(node.attributes.op)!.forward(plan, forwardCall(node, operands(node.inputs), operands(node.outputs)));
}

/** Emits the backward pass of a kernel. */
export function lowerFusedBackward(plan: Plan, node: NodeOf<'fusedBackward'>): void {
  const call = backwardCall(node, operands(node.inputs), operands(node.outputs));
  kernelOf(node.attributes.op)!.backward!.emit(plan, call);
}
