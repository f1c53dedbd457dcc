/** Decoders as they are trained today, after nanochat and modded-nanogpt. */
import { ShapeError } from '@oneday/core';
import { bind } from '@oneday/nn';
import type { Bound, CausalDecoder, ModelDefinition, UnlabelledBatch } from '@oneday/nn';
import { attention, crossEntropy, embedding, linear } from '@oneday/ops';
import type { Ops, Value, Variable } from '@oneday/ops';
import { throughBlocks } from '../building-blocks/block-stack.ts';
import type { ModelExecution } from '../building-blocks/block-stack.ts';
import { cachedAttention, cacheSpecs, decodedPositions } from '../building-blocks/key-value-cache.ts';
import { modernBlock, weightlessNorm } from './block.ts';
import type { Attend } from './block.ts';
import { resolveModernGptConfig } from './config.ts';
import type { ModernGptConfig, ModernGptOptions } from './config.ts';
import { modernGptParameters } from './parameters.ts';

/** What the blocks of one pass share. */
interface Pass {
  /** i32[B,T] */
  readonly ids: Value;
  /** i32[B,T] */
  readonly positions: Value;
  /** Of the block whose parameters begin with `site`. */
  readonly attendOf: (site: string) => Attend;
}

/**
 * A GPT with rotary positions (Su et al. 2021), RMSNorm without gains (Zhang & Sennrich 2019) after the embedding,
 * before every branch and before the head, normed queries and keys (Henry et al. 2020), ReLU² (So et al. 2021), no
 * biases, no dropout, and a head of its own unless `tiedHead` is true.
 *
 * @throws ConfigError for a configuration that makes no sense
 */
export function modernGpt(
  options: ModernGptOptions,
  execution: ModelExecution = {},
): ModelDefinition<ModernGptConfig> & CausalDecoder {
  const config = resolveModernGptConfig(options);
  const parameters = modernGptParameters(config);

  /** Hidden states after the last norm, [B,T,D]. */
  function hiddenStates(o: Ops, p: Bound, { ids, positions, attendOf }: Pass): Value {
    const embedded = weightlessNorm(o, embedding(o, p.get('tokens.weight'), ids), config);
    const blockOf = (site: string) => (ops: Ops, x: Value) =>
      modernBlock(ops, x, { config, p: p.scope(site), positions }, attendOf(site));
    return weightlessNorm(o, throughBlocks(o, embedded, config.layers, blockOf, execution), config);
  }

  function wholeSequences(o: Ops, p: Bound, batch: UnlabelledBatch): Value {
    const { inputIds: ids, segments } = batch;
    requireFits(ids.shape[1]!);
    const masks = { causal: true, segments: segments && { query: segments, key: segments } };
    const positions = batch.positions ?? o.iota(ids.shape, 1, 'i32');
    const attend: Attend = (ops, operands) => attention(ops, operands, masks);
    return hiddenStates(o, p, { ids, positions, attendOf: () => attend });
  }

  function requireFits(time: number): void {
    if (time <= config.context) return;
    throw new ShapeError(`modernGpt: a sequence must fit in context ${config.context}; got T = ${time}`);
  }

  const headOf = (p: Bound): Variable => p.get(config.tiedHead ? 'tokens.weight' : 'head.weight');

  return {
    config,
    parameters,
    bind: (backend, seed) => bind(backend, parameters, seed),
    loss: (o, p, batch) => crossEntropy(o, wholeSequences(o, p, batch), headOf(p), batch.labels),
    logits: (o, p, batch) => linear(o, wholeSequences(o, p, batch), headOf(p)),
    cacheSpecs(sizes) {
      requireFits(sizes.length);
      return cacheSpecs(config, sizes);
    },
    decode(o, p, cache, ids, position) {
      const positions = decodedPositions(o, ids.shape as [number, number], position);
      const attendOf = (site: string): Attend => (ops, operands) =>
        cachedAttention(ops, operands, cache.scope(site), position);
      return linear(o, hiddenStates(o, p, { ids, positions, attendOf }), headOf(p));
    },
  };
}
