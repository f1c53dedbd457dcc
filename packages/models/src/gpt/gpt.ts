/** GPT-2 style decoders (Radford et al. 2019). */
import { ShapeError } from '@oneday/core';
import { bind } from '@oneday/nn';
import type { Bound, CausalDecoder, DeviceBatch, Keys, ModelDefinition } from '@oneday/nn';
import { add, attention, crossEntropy, dropout, embedding, linear } from '@oneday/ops';
import type { Ops, Value, Variable } from '@oneday/ops';
import { block, normed } from './block.ts';
import type { Attend } from './block.ts';
import { resolveGptConfig } from './config.ts';
import type { GptConfig, GptOptions } from './config.ts';
import { cacheSpecs, cachedAttention } from './key-value-cache.ts';
import { gptParameters } from './parameters.ts';

/** How a GPT is computed; the numbers stay the same. */
export interface GptExecution {
  /** Keep only each block's input for the backward pass and compute the rest again: less memory, a third more work. */
  readonly checkpointBlocks?: boolean;
}

/**
 * A GPT: learned positions, blocks with their norms in front, a last norm, and the token table as head unless
 * `tiedHead` is false.
 * @throws ConfigError for a configuration that makes no sense
 */
export function gpt(options: GptOptions, execution: GptExecution = {}): ModelDefinition<GptConfig> & CausalDecoder {
  const config = resolveGptConfig(options);
  const parameters = gptParameters(config);
  const { checkpointBlocks = false } = execution;

  /** Hidden states after the last norm, [B,T,D]. */
  function hiddenStates(o: Ops, p: Bound, batch: DeviceBatch, keys?: Keys): Value {
    const { segments } = batch;
    const masks = { causal: true, segments: segments && { query: segments, key: segments } };
    const attend: Attend = (ops, qkvBT3HK) => attention(ops, qkvBT3HK, masks);
    const embedded = add(o, embedding(o, p.get('tokens.weight'), batch.inputIds), positionRows(o, p, batch));
    const dropped = keys === undefined ? embedded : dropout(o, embedded, keys.at('embedding'), config.dropout);
    return throughBlocks(o, p, dropped, () => attend, keys);
  }

  function throughBlocks(o: Ops, p: Bound, xBTD: Value, attendOf: (site: string) => Attend, keys?: Keys): Value {
    const sites = Array.from({ length: config.layers }, (_, i) => `blocks.${i}`);
    const last = sites.reduce((x, site) => {
      const context = { config, p: p.scope(site), site, keys };
      const run = (ops: Ops, input: Value) => block(ops, input, context, attendOf(site));
      return checkpointBlocks ? o.checkpoint(run, x) : run(o, x);
    }, xBTD);
    return normed(o, { config, p }, 'finalNorm', last);
  }

  /** Rows of the position table, [B,T,D] or, without given positions, [T,D]. */
  function positionRows(o: Ops, p: Bound, { inputIds, positions }: DeviceBatch): Value {
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
      const [batch, time] = ids.shape as [number, number];
      const positions = add(o, o.iota([batch, time], 1, 'i32'), position);
      const rows = embedding(o, p.get('positions.weight'), positions);
      const embedded = add(o, embedding(o, p.get('tokens.weight'), ids), rows);
      const hidden = throughBlocks(o, p, embedded, (site) => cachedAttention(cache.scope(site), position));
      return linear(o, hidden, headOf(p));
    },
  };
}
