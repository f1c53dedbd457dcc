/** A transformer block with its norms in front. */
import type { Bound, Keys } from '@oneday/nn';
import type { Ops, Value } from '@oneday/ops';
import { affine, endBranch, normed } from '../building-blocks/layers.ts';
import type { GptConfig } from './config.ts';

/** A block's parameters and what else it needs. */
export interface BlockContext {
  readonly config: GptConfig;
  /** The parameters below `blocks.i`. */
  readonly p: Bound;
  /** Names the block's places where numbers are drawn. */
  readonly site: string;
  /** Absent: no dropout. */
  readonly keys: Keys | undefined;
}

/** How a block's tokens look at each other: packed qkv[B,T,3,H,K] → [B,T,H,K]. */
export type Attend = (o: Ops, qkvBT3HK: Value) => Value;

/** x + attention(norm(x)), then x + feedForward(norm(x)); x[B,T,D] → [B,T,D]. */
export function block(o: Ops, xBTD: Value, { config, p, site, keys }: BlockContext, attend: Attend): Value {
  const { heads, width, activation, layerNormEpsilon, dropout: rate } = config;
  const [batch, time] = xBTD.shape as [number, number, number];
  const end = (name: string, x: Value, stream: Value) =>
    endBranch(o, p, name, x, stream, { keys, site: `${site}.${name}`, rate });
  const qkv = affine(o, p, 'qkv', normed(o, p, 'attentionNorm', xBTD, layerNormEpsilon));
  const attended = attend(o, o.reshape(qkv, [batch, time, 3, heads, width / heads]));
  const afterAttention = end('attentionOutput', o.reshape(attended, [batch, time, width]), xBTD);
  const feedForwardInput = normed(o, p, 'feedForwardNorm', afterAttention, layerNormEpsilon);
  const inner = affine(o, p, 'feedForwardIn', feedForwardInput, { activation });
  return end('feedForwardOut', inner, afterAttention);
}
