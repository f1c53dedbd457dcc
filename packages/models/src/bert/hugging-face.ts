/** A classic BERT's parameters under the names and in the layout of Hugging Face's `BertForMaskedLM`. */
import { InvalidInputError } from '@oneday/core';
import type { NamedTensors, StoredTensor } from '@oneday/core';
import { concatRows, requiredTensor, splitRows } from '../building-blocks/stored-layout.ts';
import type { BertConfig } from './config.ts';
import { bertParameters } from './parameters.ts';

/** Layers of a block and their names there; ours reads queries, keys and values by one product. */
const blockLayers: Readonly<Record<string, readonly string[]>> = {
  attentionNorm: ['attention.output.LayerNorm'],
  qkv: ['attention.self.query', 'attention.self.key', 'attention.self.value'],
  attentionOutput: ['attention.output.dense'],
  feedForwardNorm: ['output.LayerNorm'],
  feedForwardIn: ['intermediate.dense'],
  feedForwardOut: ['output.dense'],
};

const otherLayers: Readonly<Record<string, string>> = {
  tokens: 'bert.embeddings.word_embeddings',
  positions: 'bert.embeddings.position_embeddings',
  types: 'bert.embeddings.token_type_embeddings',
  embeddingNorm: 'bert.embeddings.LayerNorm',
  head: 'cls.predictions.transform.dense',
  headNorm: 'cls.predictions.transform.LayerNorm',
  vocabulary: 'cls.predictions',
};

/**
 * The names in `BertForMaskedLM` of the parameter `name`: one, or three for `qkv`, whose rows are those of query, key
 * and value.
 *
 * @throws InvalidInputError for what is no parameter of a classic BERT
 */
export function bertHuggingFaceNames(name: string): readonly string[] {
  const [, block, layer = '', part = ''] = /^(?:blocks\.(\d+)\.)?(\w+)\.(weight|bias)$/.exec(name) ?? [];
  if (block === undefined && Object.hasOwn(otherLayers, layer)) return [`${otherLayers[layer]}.${part}`];
  if (block === undefined || !Object.hasOwn(blockLayers, layer)) {
    throw new InvalidInputError(`bert: "${name}" is no parameter of a classic BERT`);
  }
  return blockLayers[layer]!.map((there) => `bert.encoder.layer.${block}.${there}.${part}`);
}

/**
 * The parameters as `BertForMaskedLM` stores them. The head's weight and bias, which are the token table and
 * `cls.predictions.bias` again, are not repeated.
 *
 * @throws InvalidInputError when a parameter is missing, or for a configuration that Hugging Face's BERT has not
 */
export function bertToHuggingFace(config: BertConfig, parameters: NamedTensors): NamedTensors {
  requireClassic(config);
  return new Map(bertParameters(config).flatMap(({ name }) => {
    const tensor = requiredTensor('bert', parameters, name);
    const names = bertHuggingFaceNames(name);
    const parts = names.length === 1 ? [tensor] : splitRows('bert', tensor, names.length);
    return names.map((there, i): [string, StoredTensor] => [there, parts[i]!]);
  }));
}

/**
 * The parameters of a BERT from what `BertForMaskedLM` stored, in old files too, whose norms have `gamma` and `beta`.
 * Other tensors in it, such as the pooler's, are left out. Shapes are checked when the parameters are written.
 *
 * @throws InvalidInputError when one is missing, or for a configuration that Hugging Face's BERT has not
 */
export function bertFromHuggingFace(config: BertConfig, stored: NamedTensors): NamedTensors {
  requireClassic(config);
  const find = (there: string) => requiredTensor('bert', stored, stored.has(there) ? there : oldName(there, stored));
  return new Map(bertParameters(config).map(({ name }) => {
    const [first, ...rest] = bertHuggingFaceNames(name).map(find);
    return [name, rest.length === 0 ? first! : concatRows('bert', [first!, ...rest])];
  }));
}

/** Old files call a norm's gain and bias `gamma` and `beta`. */
function oldName(name: string, stored: NamedTensors): string {
  const old = name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta');
  return stored.has(old) ? old : name;
}

function requireClassic(config: BertConfig): void {
  const { norms, gated, positions, bias, headTransform, headBias, typeCount } = config;
  const isClassic = norms === 'post' && !gated && positions === 'learned' && bias && headTransform && headBias;
  if (isClassic && typeCount > 0) return;
  throw new InvalidInputError(
    'bert: Hugging Face\'s BERT has norms "post", no gate, learned positions, biases, token types and a head with ' +
    'transform and bias; start from `classicBert`',
  );
}
