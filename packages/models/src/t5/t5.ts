/** Encoder–decoders that turn text into text: T5 v1.1 (Shazeer 2020) by default, or the first (Raffel et al. 2020). */
import { bind } from '@oneday/nn';
import type { Bound, EncoderDecoder, ModelDefinition } from '@oneday/nn';
import { crossEntropy, linear } from '@oneday/ops';
import type { Variable } from '@oneday/ops';
import type { ModelExecution } from '../building-blocks/block-stack.ts';
import { resolveT5Config } from './config.ts';
import type { T5Config, T5Options } from './config.ts';
import { decodeNext, decodeTargets, startDecoding } from './decoder.ts';
import { t5CacheSpecs } from './decoding-cache.ts';
import { encodeSources } from './encoder.ts';
import { t5Parameters } from './parameters.ts';

/**
 * A T5: RMSNorm with gains before every branch and after each side, no biases in layers, and for positions a bias of
 * the scores by distance, which the blocks of a side share. So there is no longest sequence, and `positions` of a batch
 * are not looked at. Dropout is where Hugging Face's T5 has it, but for attention weights.
 *
 * @throws ConfigError for a configuration that makes no sense
 */
export function t5(options: T5Options, execution: ModelExecution = {}): ModelDefinition<T5Config> & EncoderDecoder {
  const config = resolveT5Config(options);
  const parameters = t5Parameters(config);
  const headOf = (p: Bound): Variable => p.get(config.tiedHead ? 'tokens.weight' : 'head.weight');
  return {
    config,
    parameters,
    bind: (backend, seed) => bind(backend, parameters, seed),
    loss: (o, p, batch, keys) =>
      crossEntropy(o, decodeTargets(o, { config, p, keys }, batch, execution), headOf(p), batch.labels),
    logits: (o, p, batch) => linear(o, decodeTargets(o, { config, p }, batch, execution), headOf(p)),
    encode: (o, p, batch) => encodeSources(o, { config, p }, batch, execution),
    cacheSpecs: (sizes) => t5CacheSpecs(config, sizes),
    start: (o, p, cache, sources) => startDecoding(o, { config, p }, cache, sources),
    decode: (o, p, cache, ids, position) => linear(o, decodeNext(o, { config, p }, cache, ids, position), headOf(p)),
  };
}
