/** A transformer block that sees both ways, with its norms before its branches or after their additions. */
import type { Bound, Keys } from '@oneday/nn';
import { attention, gated } from '@oneday/ops';
import type { AttentionMasks, Ops, Value } from '@oneday/ops';
import { affine, endBranch, normed } from '../building-blocks/layers.ts';
import type { BertConfig } from './config.ts';

/** A block's parameters and what else it needs. */
export interface BertBlockContext {
  readonly config: BertConfig;
  /** The parameters below `blocks.i`. */
  readonly p: Bound;
  /** Names the block's places where numbers are drawn. */
  readonly site: string;
  /** Absent: no dropout. */
  readonly keys: Keys | undefined;
  readonly masks: AttentionMasks;
}

/** Attention, then the feed-forward layer, each added to the stream; x[B,T,D] → [B,T,D]. */
export function bertBlock(o: Ops, xBTD: Value, context: BertBlockContext): Value {
  const { config, p } = context;
  const { layerNormEpsilon, norms } = config;
  const norm = (name: string, x: Value) => normed(o, p, name, x, layerNormEpsilon);
  if (norms === 'pre') {
    const attended = withAttention(o, norm('attentionNorm', xBTD), xBTD, context);
    return withFeedForward(o, norm('feedForwardNorm', attended), attended, context);
  }
  const attended = norm('attentionNorm', withAttention(o, xBTD, xBTD, context));
  return norm('feedForwardNorm', withFeedForward(o, attended, attended, context));
}

/** stream + attention(x) */
function withAttention(o: Ops, x: Value, stream: Value, context: BertBlockContext): Value {
  const { config: { heads, width }, p, masks } = context;
  const [batch, time] = x.shape as [number, number, number];
  const qkvBT3HK = o.reshape(affine(o, p, 'qkv', x), [batch, time, 3, heads, width / heads]);
  const attended = o.reshape(attention(o, qkvBT3HK, masks), [batch, time, width]);
  return ended(o, 'attentionOutput', attended, stream, context);
}

/** stream + feedForward(x) */
function withFeedForward(o: Ops, x: Value, stream: Value, context: BertBlockContext): Value {
  const { config: { activation, gated: isGated }, p } = context;
  const inner = isGated
    ? gated(o, affine(o, p, 'feedForwardIn', x), activation)
    : affine(o, p, 'feedForwardIn', x, { activation });
  return ended(o, 'feedForwardOut', inner, stream, context);
}

function ended(o: Ops, name: string, x: Value, stream: Value, { config, p, site, keys }: BertBlockContext): Value {
  return endBranch(o, p, name, x, stream, { keys, site: `${site}.${name}`, rate: config.dropout });
}
