/** Nodes of fused ops that have a kernel here. */
import { attentionOp, crossEntropyOp } from '@oneday/ops';
import type { AttentionAttributes, NodeOf, RoundingAttributes } from '@oneday/ops';
import { lowerCrossEntropy, lowerCrossEntropyBackward } from './cross-entropy.ts';
import type { CrossEntropyNames } from './cross-entropy.ts';
import { lowerFlashAttention, lowerFlashAttentionBackward } from './flash-attention.ts';
import type { FunctionText, Name } from './function-text.ts';

/** What such a node's outputs become, in order; undefined for an op without a kernel. */
export function lowerFused(
  body: FunctionText, node: NodeOf<'fused'> | NodeOf<'fusedBackward'>, inputs: readonly Name[], mostLogits: number,
): readonly Name[] | undefined {
  return node.kind === 'fused' ? lowerForward(body, node, inputs, mostLogits) : lowerBackward(body, node, inputs);
}

function lowerForward(
  body: FunctionText, { attributes: call }: NodeOf<'fused'>, inputs: readonly Name[], mostLogits: number,
): readonly Name[] | undefined {
  const { op, attributes, inputNames, savedNames } = call;
  const values = named(inputNames, inputs);
  const saves = savedNames.length > 0;
  if (op === attentionOp) return lowerFlashAttention(body, values, attributes as AttentionAttributes, saves);
  if (op !== crossEntropyOp) return undefined;
  const of = values as { readonly [K in keyof CrossEntropyNames]: Name };
  return lowerCrossEntropy(body, of, attributes as RoundingAttributes, saves, mostLogits);
}

function lowerBackward(
  body: FunctionText, { attributes: call }: NodeOf<'fusedBackward'>, inputs: readonly Name[],
): readonly Name[] | undefined {
  const { op, attributes, uses, savedNames, needs } = call;
  const values = named([...uses, ...savedNames, 'cotangent'], inputs);
  if (op === attentionOp) return lowerFlashAttentionBackward(body, values, attributes as AttentionAttributes, needs);
  if (op !== crossEntropyOp) return undefined;
  return lowerCrossEntropyBackward(body, needs.map((name) => values[name]!), values.cotangent!);
}

function named(nameList: readonly string[], values: readonly Name[]): Readonly<Record<string, Name>> {
  return Object.fromEntries(nameList.map((name, i) => [name, values[i]!]));
}
