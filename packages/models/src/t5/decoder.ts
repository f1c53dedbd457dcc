/** The decoder of a T5: over whole targets, and token by token with a cache. */
import { ShapeError } from '@oneday/core';
import type { Bound, UnlabelledBatch } from '@oneday/nn';
import { attention, multiply } from '@oneday/ops';
import type { Ops, Value } from '@oneday/ops';
import { blockNames, throughBlocks, throughBlocksSharing } from '../building-blocks/block-stack.ts';
import type { ModelExecution } from '../building-blocks/block-stack.ts';
import { cachedAttention } from '../building-blocks/key-value-cache.ts';
import { decoderBlock, keysAndValues, partOf } from './block.ts';
import type { T5Config } from './config.ts';
import { keepSource, keptSource } from './decoding-cache.ts';
import { encodeSources } from './encoder.ts';
import { biasOf, embedded, ended, sideOf, T5_SCALE } from './side.ts';
import type { T5Weights } from './side.ts';

/** What the head is multiplied with after every position of the targets, [B,S,D]. */
export function decodeTargets(o: Ops, weights: T5Weights, batch: UnlabelledBatch, execution: ModelExecution): Value {
  const ids = targetsOf(batch);
  const side = sideOf(weights, 'decoder');
  const time = ids.shape[1]!;
  const { own, across } = decoderSegments(o, batch, ids);
  const inputs = {
    x: embedded(o, weights, ids, side),
    bias: biasOf(o, side, { queryTime: time, keyTime: time }),
    encoded: encodeSources(o, weights, batch, execution),
  };
  const blockOf = (site: string) => (ops: Ops, { x, bias, encoded }: typeof inputs) =>
    decoderBlock(ops, x, partOf(side, site), {
      own: (inner, qkv) => attention(inner, qkv, { scale: T5_SCALE, causal: true, segments: own, bias }),
      across: (inner, qkv) => attention(inner, qkv, { scale: T5_SCALE, segments: across }),
      source: (inner, branch) => keysAndValues(inner, encoded, branch),
    });
  const last = throughBlocksSharing(o, inputs, weights.config.decoderLayers, blockOf, execution);
  return scaledForHead(o, ended(o, last, side), weights.config);
}

/** Encodes sources and writes what the decoder looks at to a cache of `t5CacheSpecs`. */
export function startDecoding(o: Ops, weights: T5Weights, cache: Bound, sources: UnlabelledBatch): void {
  const encoded = encodeSources(o, weights, sources, {});
  const side = sideOf(weights, 'decoder');
  const segments = sources.segments ?? onesOf(o, sources.inputIds.shape);
  keepSource(o, cache, segments, blockNames(weights.config.decoderLayers).map((site) => (
    [site, keysAndValues(o, encoded, partOf(partOf(side, site), 'crossAttention'))]
  )));
}

/** What the head is multiplied with after the next tokens ids[B,S], which come at `position`, [B,S,D]. */
export function decodeNext(o: Ops, weights: T5Weights, cache: Bound, ids: Value, position: Value): Value {
  const side = sideOf(weights, 'decoder');
  const { decoderLayers } = weights.config;
  const length = cache.get('blocks.0.keys').shape[1]!;
  const bias = biasOf(o, side, { queryTime: ids.shape[1]!, keyTime: length, firstQuery: position });
  const segments = { query: onesOf(o, ids.shape), key: o.read(cache.get('segments')) };
  const blockOf = (site: string) => (ops: Ops, x: Value) =>
    decoderBlock(ops, x, partOf(side, site), {
      own: (inner, qkv) => cachedAttention(inner, qkv, cache.scope(site), position, { scale: T5_SCALE, bias }),
      across: (inner, qkv) => attention(inner, qkv, { scale: T5_SCALE, segments }),
      source: (inner) => keptSource(inner, cache, site),
    });
  const last = throughBlocks(o, embedded(o, weights, ids, side), decoderLayers, blockOf, {});
  return scaledForHead(o, ended(o, last, side), weights.config);
}

function targetsOf({ decoderInputIds }: UnlabelledBatch): Value {
  if (decoderInputIds !== undefined) return decoderInputIds;
  throw new ShapeError('t5: a batch needs decoderInputIds, the targets after a token that opens them; got none');
}

/** Segments of both attentions. A side without any is one segment, 1. */
function decoderSegments(o: Ops, { inputIds, segments, decoderSegments: ofTarget }: UnlabelledBatch, ids: Value) {
  const own = ofTarget && { query: ofTarget, key: ofTarget };
  if (segments === undefined && ofTarget === undefined) return { own, across: undefined };
  const query = ofTarget ?? onesOf(o, ids.shape);
  return { own, across: { query, key: segments ?? onesOf(o, inputIds.shape) } };
}

/** A table with rows of length √D is too large for a head. */
function scaledForHead(o: Ops, x: Value, { tiedHead, width }: T5Config): Value {
  return tiedHead ? multiply(o, x, width ** -0.5) : x;
}

function onesOf(o: Ops, shape: readonly number[]): Value {
  return o.broadcast(o.constant(1, { shape: shape.map(() => 1), dtype: 'i32' }), shape);
}
