/** GPT-2 style decoders (Radford et al. 2019). */
import { ShapeError } from '@oneday/core';
import { bind } from '@oneday/nn';
import type { Bound, CausalDecoder, Keys, ModelDefinition, UnlabelledBatch } from '@oneday/nn';
import { add, attention, crossEntropy, embedding, linear } from '@oneday/ops';
import type { Ops, Value, Variable } from '@oneday/ops';
import { throughBlocks } from '../building-blocks/block-stack.ts';
import type { ModelExecution } from '../building-blocks/block-stack.ts';
import { cachedAttention, cacheSpecs, decodedPositions, unpackOperands } from '../building-blocks/key-value-cache.ts';
import { dropped, normed } from '../building-blocks/layers.ts';
import { block } from './block.ts';
import type { Attend } from './block.ts';
import { resolveGptConfig } from './config.ts';
import type { GptConfig, GptOptions } from './config.ts';
import { gptParameters } from './parameters.ts';

/**
 * A GPT: learned positions, blocks with their norms in front, a last norm, and the token table as head unless
 * `tiedHead` is false.
 * @throws ConfigError for a configuration that makes no sense
 */
export function gpt(options: GptOptions, execution: ModelExecution = {}): ModelDefinition<GptConfig> & CausalDecoder {
  const config = resolveGptConfig(options);
  const parameters = gptParameters(config);

  /** Hidden states after the last norm, [B,T,D]. */
  function hiddenStates(o: Ops, p: Bound, batch: UnlabelledBatch, keys?: Keys): Value {
    const { segments } = batch;
    const masks = { causal: true, segments: segments && { query: segments, key: segments } };
    const attend: Attend = (ops, qkvBT3HK) => attention(ops, qkvBT3HK, masks);
    const embedded = add(o, embedding(o, p.get('tokens.weight'), batch.inputIds), positionRows(o, p, batch));
    const x = dropped(o, embedded, { keys, site: 'embedding', rate: config.dropout });
    return afterBlocks(o, p, x, () => attend, keys);
  }

  function afterBlocks(o: Ops, p: Bound, xBTD: Value, attendOf: (site: string) => Attend, keys?: Keys): Value {
    const blockOf = (site: string) => (ops: Ops, x: Value) =>
      block(ops, x, { config, p: p.scope(site), site, keys }, attendOf(site));
    const last = throughBlocks(o, xBTD, config.layers, blockOf, execution);
    return normed(o, p, 'finalNorm', last, config.layerNormEpsilon);
  }

  /** Rows of the position table, [B,T,D] or, without given positions, [T,D]. */
  function positionRows(o: Ops, p: Bound, { inputIds, positions }: UnlabelledBatch): Value {
    const time = inputIds.shape[1]!;
    requireFits(time);
    const table = p.get('positions.weight');
    if (positions !== undefined) return embedding(o, table, positions);
    return time === config.context ? o.read(table) : o.slice(o.read(table), [0, 0], [time, config.width]);
  }

  function requireFits(time: number): void {
    if (time <= config.context) return;
    throw new ShapeError(`gpt: a sequence must fit in context ${config.context}; got T = ${time}`);
  }

  const headOf = (p: Bound): Variable => p.get(config.tiedHead ? 'tokens.weight' : 'head.weight');

  return {
    config,
    parameters,
    bind: (backend, seed) => bind(backend, parameters, seed),
    loss: (o, p, batch, keys) => crossEntropy(o, hiddenStates(o, p, batch, keys), headOf(p), batch.labels),
    logits: (o, p, batch) => linear(o, hiddenStates(o, p, batch), headOf(p)),
    cacheSpecs(sizes) {
      requireFits(sizes.length);
      return cacheSpecs(config, sizes);
    },
    decode(o, p, cache, ids, position) {
      const positions = decodedPositions(o, ids.shape as [number, number], position);
      const rows = embedding(o, p.get('positions.weight'), positions);
      const embedded = add(o, embedding(o, p.get('tokens.weight'), ids), rows);
      const hidden = afterBlocks(o, p, embedded, (site) => (ops, qkvBT3HK) =>
        cachedAttention(ops, unpackOperands(ops, qkvBT3HK), cache.scope(site), position));
      return linear(o, hidden, headOf(p));
    },
  };
}
