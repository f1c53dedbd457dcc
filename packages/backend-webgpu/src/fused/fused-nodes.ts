/** Calls of fused ops. */
import type { NodeOf, Value } from '@oneday/ops';
import type { AnyGpuKernel, Operand } from '../gpu-kernel.ts';
import { input, output } from '../steps.ts';
import type { ArrayReference, Steps } from '../steps.ts';

function named(names: readonly string[], values: readonly Value[], at: number, of: (i: number) => ArrayReference) {
  return Object.fromEntries(names.map((name, i): [string, Operand] => {
    const { shape, dtype } = values[at + i]!;
    return [name, { shape, dtype, array: of(at + i) }];
  }));
}

/** Emits the forward pass of a kernel. */
export function emitForward(
  kernel: AnyGpuKernel, steps: Steps, { attributes: call, inputs, outputs }: NodeOf<'fused'>,
): void {
  for (const [outputName, inputName] of Object.entries(kernel.inPlace ?? {})) {
    steps.inPlace.set(call.outputNames.indexOf(outputName), call.inputNames.indexOf(inputName as string));
  }
  kernel.forward(steps, {
    inputs: named(call.inputNames, inputs, 0, input),
    attributes: call.attributes,
    outputs: named(call.outputNames, outputs, 0, output),
    saved: named(call.savedNames, outputs, call.outputNames.length, output),
  });
}

/** Emits the backward pass of a kernel. */
export function emitBackward(
  kernel: AnyGpuKernel, steps: Steps, { attributes: call, inputs, outputs }: NodeOf<'fusedBackward'>,
): void {
  const { uses, savedNames, cotangents } = call;
  kernel.backward!.emit(steps, {
    used: named(uses, inputs, 0, input),
    attributes: call.attributes,
    saved: named(savedNames, inputs, uses.length, input),
    cotangents: named(cotangents, inputs, uses.length + savedNames.length, input),
    gradients: named(call.needs, outputs, 0, output),
  });
}
