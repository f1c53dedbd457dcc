/** Calls of fused ops. */
import type { NodeOf, Value } from '@oneday/ops';
import type { Plan } from '../plan.ts';
import { kernelOf } from './native-kernels.ts';
import type { Operands } from './tensor-kernel.ts';

function named(names: readonly string[], values: readonly Value[], first = 0): Operands {
  return Object.fromEntries(names.map((name, i) => {
    const { shape, dtype } = values[first + i]!;
    return [name, { shape, dtype, index: first + i }];
  }));
}

/** Emits the forward pass of a kernel. */
export function lowerFused(plan: Plan, { attributes: call, inputs, outputs }: NodeOf<'fused'>): void {
  kernelOf(call.op)!.forward(plan, {
    inputs: named(call.inputNames, inputs),
    attributes: call.attributes,
    outputs: named(call.outputNames, outputs),
    saved: named(call.savedNames, outputs, call.outputNames.length),
  });
}

/** Emits the backward pass of a kernel. */
export function lowerFusedBackward(plan: Plan, { attributes: call, inputs, outputs }: NodeOf<'fusedBackward'>): void {
  const { uses, savedNames, cotangents } = call;
  kernelOf(call.op)!.emitBackward(plan, {
    used: named(uses, inputs),
    attributes: call.attributes,
    saved: named(savedNames, inputs, uses.length),
    cotangents: named(cotangents, inputs, uses.length + savedNames.length),
    gradients: named(call.needs, outputs),
  });
}
