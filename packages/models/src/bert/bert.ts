/** BERT encoders trained on masked tokens (Devlin et al. 2018), crammed-BERT (Geiping & Goldstein 2022) by default. */
import { NOT_SCORED, UNUSED_POSITION } from '@oneday/core';
import { bind } from '@oneday/nn';
import type {
  Bound, DeviceBatch, Encoder, Keys, MaskedFiller, ModelDefinition, UnlabelledBatch,
} from '@oneday/nn';
import { compare, crossEntropy, linear, where } from '@oneday/ops';
import type { Ops, Value, Variable } from '@oneday/ops';
import { throughBlocks } from '../building-blocks/block-stack.ts';
import type { ModelExecution } from '../building-blocks/block-stack.ts';
import { affine, normed } from '../building-blocks/layers.ts';
import { bertBlock } from './block.ts';
import { resolveBertConfig } from './config.ts';
import type { BertConfig, BertOptions } from './config.ts';
import { embedded } from './embeddings.ts';
import { bertParameters } from './parameters.ts';

/**
 * A BERT. Padding is segment 0: nothing sees it. With `scoredPositions` in a batch the head works at those positions
 * only (sparse prediction), without them everywhere.
 *
 * @throws ConfigError for a configuration that makes no sense
 */
export function bert(
  options: BertOptions = {},
  execution: ModelExecution = {},
): ModelDefinition<BertConfig> & Encoder & MaskedFiller {
  const config = resolveBertConfig(options);
  const parameters = bertParameters(config);

  /** [B,T,D] */
  function hiddenStates(o: Ops, p: Bound, batch: UnlabelledBatch, keys?: Keys): Value {
    const { segments } = batch;
    const masks = { segments: segments && { query: segments, key: segments } };
    const blockOf = (site: string) => (ops: Ops, x: Value) =>
      bertBlock(ops, x, { config, p: p.scope(site), site, keys, masks });
    const last = throughBlocks(o, embedded(o, p, batch, config, keys), config.layers, blockOf, execution);
    return config.norms === 'pre' ? normed(o, p, 'finalNorm', last, config.layerNormEpsilon) : last;
  }

  /** What the token table is multiplied with, [N,D] or, at `positions` i32[M], [M,D]. */
  function headInputs(o: Ops, p: Bound, xBTD: Value, positions: Value | undefined): Value {
    const rows = o.reshape(xBTD, [xBTD.shape[0]! * xBTD.shape[1]!, config.width]);
    const chosen = positions === undefined ? rows : o.gatherRows(rows, positions);
    if (!config.headTransform) return chosen;
    const transformed = affine(o, p, 'head', chosen, { activation: config.activation });
    return normed(o, p, 'headNorm', transformed, config.layerNormEpsilon);
  }

  const headBiasOf = (p: Bound): Variable | undefined => (config.headBias ? p.get('vocabulary.bias') : undefined);

  return {
    config,
    parameters,
    bind: (backend, seed) => bind(backend, parameters, seed),
    encode: (o, p, batch) => hiddenStates(o, p, batch),
    logitsAt(o, p, batch, positions) {
      const hiddenMD = headInputs(o, p, hiddenStates(o, p, batch), positions);
      return linear(o, hiddenMD, p.get('tokens.weight'), { bias: headBiasOf(p) });
    },
    loss(o, p, batch, keys) {
      const hidden = headInputs(o, p, hiddenStates(o, p, batch, keys), batch.scoredPositions);
      return crossEntropy(o, hidden, p.get('tokens.weight'), scoredLabels(o, batch), { bias: headBiasOf(p) });
    },
  };
}

/** The labels of the scored positions, [M], or all of them, [N]. */
function scoredLabels(o: Ops, { labels, scoredPositions }: DeviceBatch): Value {
  const labelsN = o.reshape(labels, [labels.shape[0]! * labels.shape[1]!]);
  if (scoredPositions === undefined) return labelsN;
  // An unused position gathers 0, which is a token: its label is set apart.
  const isUsed = compare(o, 'notEqual', scoredPositions, UNUSED_POSITION);
  return where(o, isUsed, o.gatherRows(labelsN, scoredPositions), NOT_SCORED);
}
