/** A T5's parameters under the names and in the layout of Hugging Face's `T5ForConditionalGeneration`. */
import { InvalidInputError } from '@oneday/core';
import type { NamedTensors, StoredTensor } from '@oneday/core';
import { concatRows, requiredTensor, splitRows } from '../building-blocks/stored-layout.ts';
import type { T5Config } from './config.ts';
import { t5Parameters } from './parameters.ts';

/** Their name of each attention and of its module in a sublayer; the feed-forward layer is the last sublayer. */
const attentions: Readonly<Record<string, { readonly sublayer: number; readonly module: string }>> = {
  attention: { sublayer: 0, module: 'SelfAttention' }, crossAttention: { sublayer: 1, module: 'EncDecAttention' },
};

const projections: Readonly<Record<string, string>> = { query: 'q', key: 'k', value: 'v', output: 'o' };

/**
 * The names in `T5ForConditionalGeneration` of the parameter `name`: one, or two for the `in` of a gated feed-forward
 * layer, whose rows are those of the gate and of what it gates.
 *
 * @throws InvalidInputError for what is no parameter of a T5
 */
export function t5HuggingFaceNames({ gated }: Pick<T5Config, 'gated'>, name: string): readonly string[] {
  if (name === 'tokens.weight') return ['shared.weight'];
  if (name === 'head.weight') return ['lm_head.weight'];
  const [, side, rest = ''] = /^(encoder|decoder)\.(.+)\.weight$/.exec(name) ?? [];
  if (side === undefined) throw unknownName(name);
  if (rest === 'norm') return [`${side}.final_layer_norm.weight`];
  if (rest === 'positionBias') return [`${side}.block.0.layer.0.SelfAttention.relative_attention_bias.weight`];
  const [, block, branch = '', part = ''] = /^blocks\.(\d+)\.(\w+)\.(\w+)$/.exec(rest) ?? [];
  const ofBranch = branch === 'feedForward'
    ? feedForwardNames(part, side === 'encoder' ? 1 : 2, gated)
    : attentionNames(branch, part, side === 'decoder');
  if (block === undefined || ofBranch === undefined) throw unknownName(name);
  return ofBranch.map((there) => `${side}.block.${block}.layer.${there}.weight`);
}

/**
 * The parameters as `T5ForConditionalGeneration` stores them. The tables of both sides, and a tied head, are
 * `shared.weight` again and not repeated.
 *
 * @throws InvalidInputError when a parameter is missing
 */
export function t5ToHuggingFace(config: T5Config, parameters: NamedTensors): NamedTensors {
  return new Map(t5Parameters(config).flatMap(({ name }) => {
    const tensor = requiredTensor('t5', parameters, name);
    const names = t5HuggingFaceNames(config, name);
    const parts = names.length === 1 ? [tensor] : splitRows('t5', tensor, names.length);
    return names.map((there, i): [string, StoredTensor] => [there, parts[i]!]);
  }));
}

/**
 * The parameters of a T5 from what `T5ForConditionalGeneration` stored. Other tensors in it are left out. Shapes are
 * checked when the parameters are written.
 *
 * @throws InvalidInputError when one is missing
 */
export function t5FromHuggingFace(config: T5Config, stored: NamedTensors): NamedTensors {
  return new Map(t5Parameters(config).map(({ name }) => {
    const [first, ...rest] = t5HuggingFaceNames(config, name).map((there) => requiredTensor('t5', stored, there));
    return [name, rest.length === 0 ? first! : concatRows('t5', [first!, ...rest])];
  }));
}

function attentionNames(branch: string, part: string, isDecoder: boolean): readonly string[] | undefined {
  const known = Object.hasOwn(attentions, branch) ? attentions[branch]! : undefined;
  if (known === undefined || (branch === 'crossAttention' && !isDecoder)) return undefined;
  if (part === 'norm') return [`${known.sublayer}.layer_norm`];
  return Object.hasOwn(projections, part) ? [`${known.sublayer}.${known.module}.${projections[part]}`] : undefined;
}

function feedForwardNames(part: string, sublayer: number, gated: boolean): readonly string[] | undefined {
  switch (part) {
    case 'norm': return [`${sublayer}.layer_norm`];
    case 'in': return (gated ? ['wi_0', 'wi_1'] : ['wi']).map((there) => `${sublayer}.DenseReluDense.${there}`);
    case 'out': return [`${sublayer}.DenseReluDense.wo`];
    default: return undefined;
  }
}

function unknownName(name: string): InvalidInputError {
  return new InvalidInputError(`t5: "${name}" is no parameter of a T5`);
}
