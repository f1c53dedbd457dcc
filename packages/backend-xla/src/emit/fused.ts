/** Nodes of fused ops that have a kernel here. */
import { attentionOp } from '@oneday/ops';
import type { AttentionAttributes, NodeOf } from '@oneday/ops';
import { lowerFlashAttention, lowerFlashAttentionBackward } from './flash-attention.ts';
import type { FunctionText, Name } from './function-text.ts';

/** What such a node's outputs become, in order; undefined for an op without a kernel. */
export function lowerFused(
  body: FunctionText, node: NodeOf<'fused'> | NodeOf<'fusedBackward'>, inputs: readonly Name[],
): readonly Name[] | undefined {
  if (node.attributes.op !== attentionOp) return undefined;
  const attributes = node.attributes.attributes as AttentionAttributes;
  if (node.kind === 'fused') {
    const { inputNames, savedNames } = node.attributes;
    return lowerFlashAttention(body, named(inputNames, inputs), attributes, savedNames.length > 0);
  }
  const { uses, savedNames, needs } = node.attributes;
  const values = named([...uses, ...savedNames, 'cotangent'], inputs);
  return lowerFlashAttentionBackward(body, values, attributes, needs);
}

function named(nameList: readonly string[], values: readonly Name[]): Readonly<Record<string, Name>> {
  return Object.fromEntries(nameList.map((name, i) => [name, values[i]!]));
}
