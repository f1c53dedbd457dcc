/** A GPT's parameters under the names and in the layout of Hugging Face's GPT-2. */
import { InvalidInputError } from '@oneday/core';
import type { NamedTensors, StoredTensor } from '@oneday/core';
import { requiredTensor, transposed } from '../building-blocks/stored-layout.ts';
import type { GptConfig } from './config.ts';
import { gptParameters } from './parameters.ts';

/** Layers of a block and their names there. Its linear layers are `Conv1D`: their weights are [in, out]. */
const blockLayers: Readonly<Record<string, { readonly name: string; readonly isConv1D: boolean }>> = {
  attentionNorm: { name: 'ln_1', isConv1D: false },
  qkv: { name: 'attn.c_attn', isConv1D: true },
  attentionOutput: { name: 'attn.c_proj', isConv1D: true },
  feedForwardNorm: { name: 'ln_2', isConv1D: false },
  feedForwardIn: { name: 'mlp.c_fc', isConv1D: true },
  feedForwardOut: { name: 'mlp.c_proj', isConv1D: true },
};

const otherLayers: Readonly<Record<string, string>> = {
  tokens: 'transformer.wte', positions: 'transformer.wpe', finalNorm: 'transformer.ln_f', head: 'lm_head',
};

/** What a parameter is called there, and whether its matrix is stored transposed. */
export interface HuggingFaceName {
  readonly name: string;
  readonly isTransposed: boolean;
}

/**
 * The name in `GPT2LMHeadModel` of the parameter `name`: `blocks.0.qkv.weight` is
 * `transformer.h.0.attn.c_attn.weight`.
 */
export function gptHuggingFaceName(name: string): HuggingFaceName {
  const [, block, layer = '', part = ''] = /^(?:blocks\.(\d+)\.)?(\w+)\.(weight|bias)$/.exec(name) ?? [];
  if (block === undefined && Object.hasOwn(otherLayers, layer)) {
    return { name: `${otherLayers[layer]}.${part}`, isTransposed: false };
  }
  if (block === undefined || !Object.hasOwn(blockLayers, layer)) {
    throw new InvalidInputError(`gpt: "${name}" is no parameter of a GPT`);
  }
  const known = blockLayers[layer]!;
  return { name: `transformer.h.${block}.${known.name}.${part}`, isTransposed: known.isConv1D && part === 'weight' };
}

/**
 * The parameters as `GPT2LMHeadModel` stores them. That model always has biases: for a GPT without, they are zeros,
 * which computes the same.
 *
 * @throws InvalidInputError when a parameter is missing
 */
export function gptToHuggingFace(config: GptConfig, parameters: NamedTensors): NamedTensors {
  const stored = new Map<string, StoredTensor>();
  for (const { name, shape } of gptParameters({ ...config, bias: true })) {
    const there = gptHuggingFaceName(name);
    const tensor = !config.bias && name.endsWith('.bias') ? zeroTensor(shape) : requiredTensor('gpt', parameters, name);
    stored.set(there.name, there.isTransposed ? transposed('gpt', tensor) : tensor);
  }
  return stored;
}

/**
 * The parameters of a GPT from what `GPT2LMHeadModel` or `GPT2Model` stored; the latter's names lack `transformer.`.
 * Other tensors in it, such as the causal masks of old files, are left out. Shapes are checked when the parameters
 * are written.
 *
 * @throws InvalidInputError when one is missing
 */
export function gptFromHuggingFace(config: GptConfig, stored: NamedTensors): NamedTensors {
  const isBare = !stored.has('transformer.wte.weight');
  return new Map(gptParameters(config).map(({ name }) => {
    const there = gptHuggingFaceName(name);
    const tensor = requiredTensor('gpt', stored, isBare ? there.name.replace(/^transformer\./, '') : there.name);
    return [name, there.isTransposed ? transposed('gpt', tensor) : tensor];
  }));
}

function zeroTensor(shape: readonly number[]): StoredTensor {
  return { dtype: 'f32', shape, data: new Float32Array(shape[0]!) };
}
