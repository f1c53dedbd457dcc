/** Calls of fused ops. */
import { backwardCall, forwardCall } from '@oneday/ops';
import type { NodeOf, Value } from '@oneday/ops';
import type { AnyGpuKernel, Operand } from '../gpu-kernel.ts';
import { input, output } from '../steps.ts';
import type { ArrayReference, Steps } from '../steps.ts';

function operands(values: readonly Value[], arrayOf: (index: number) => ArrayReference): Operand[] {
  return values.map(({ shape, dtype }, i) => ({ shape, dtype, array: arrayOf(i) }));
}

/** Emits the forward pass of a kernel. */
export function emitForward(kernel: AnyGpuKernel, steps: Steps, node: NodeOf<'fused'>): void {
  const { inputNames, outputNames } = node.attributes;
  for (const [outputName, inputName] of Object.entries(kernel.inPlace ?? {})) {
    steps.inPlace.set(outputNames.indexOf(outputName), inputNames.indexOf(inputName!));
  }
  kernel.forward(steps, forwardCall(node, operands(node.inputs, input), operands(node.outputs, output)));
}

/** Emits the backward pass of a kernel. */
export function emitBackward(kernel: AnyGpuKernel, steps: Steps, node: NodeOf<'fusedBackward'>): void {
  kernel.backward!.emit(steps, backwardCall(node, operands(node.inputs, input), operands(node.outputs, output)));
}
