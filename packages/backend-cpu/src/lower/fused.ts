/** Calls of fused ops on their kernels. */
import type { NodeOf } from '@oneday/ops';
import type { NodeContext } from '../compile.ts';
import type { GradientTarget } from '../cpu-kernel.ts';
import type { Tensor } from '../tensor.ts';

/** What the op's kernel emits forward. */
export function lowerFused(context: NodeContext, node: NodeOf<'fused'>): void {
  const { op, attributes, inputNames, outputNames, savedNames } = node.attributes;
  const results = node.outputs.map((value) => context.output(value));
  context.kernelOf(op).forward(context.steps, {
    inputs: named(
      inputNames,
      node.inputs.map((value) => context.tensor(value)),
    ),
    attributes,
    outputs: named(outputNames, results),
    saved: named(savedNames, results.slice(outputNames.length)),
  });
}

/** What the op's kernel emits backward. */
export function lowerFusedBackward(context: NodeContext, node: NodeOf<'fusedBackward'>): void {
  const { op, attributes, uses, savedNames, cotangents, needs } = node.attributes;
  const inputs = node.inputs.map((value) => context.tensor(value));
  const targets = node.outputs.map((value): GradientTarget => ({
    tensor: context.output(value),
    accumulate: context.accumulates(value),
  }));
  context.kernelOf(op).backward!.emit(context.steps, {
    used: named(uses, inputs),
    attributes,
    saved: named(savedNames, inputs.slice(uses.length)),
    cotangents: named(cotangents, inputs.slice(uses.length + savedNames.length)),
    gradients: named(needs, targets),
  });
}

function named<T extends Tensor | GradientTarget>(names: readonly string[], values: readonly T[]): Record<string, T> {
  return Object.fromEntries(names.map((name, i) => [name, values[i]!]));
}
