/** A transformer block with its norms in front. */
import { add, dropout, layerNorm, linear } from '@oneday/ops';
import type { Activation, Ops, Value, Variable } from '@oneday/ops';
import type { Bound, Keys } from '@oneday/nn';
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
export function block(o: Ops, xBTD: Value, context: BlockContext, attend: Attend): Value {
  const { config: { heads, width, activation } } = context;
  const [batch, time] = xBTD.shape as [number, number, number];
  const qkv = affine(o, context, 'qkv', normed(o, context, 'attentionNorm', xBTD));
  const attended = attend(o, o.reshape(qkv, [batch, time, 3, heads, width / heads]));
  const afterAttention = residual(o, context, 'attentionOutput', o.reshape(attended, [batch, time, width]), xBTD);
  const inner = affine(o, context, 'feedForwardIn', normed(o, context, 'feedForwardNorm', afterAttention), activation);
  return residual(o, context, 'feedForwardOut', inner, afterAttention);
}

/** `layerNorm` with the gain and, where there is one, the bias called `name`. */
export function normed(o: Ops, { config, p }: Pick<BlockContext, 'config' | 'p'>, name: string, x: Value): Value {
  const epsilon = config.layerNormEpsilon;
  return layerNorm(o, x, { weight: p.get(`${name}.weight`), bias: biasOf(config, p, name), epsilon });
}

function affine(o: Ops, { config, p }: BlockContext, name: string, x: Value, activation?: Activation): Value {
  return linear(o, x, p.get(`${name}.weight`), { bias: biasOf(config, p, name), activation });
}

/** The end of a branch: its last linear layer, dropout, and the addition to the residual stream. */
function residual(o: Ops, { config, p, site, keys }: BlockContext, name: string, x: Value, stream: Value): Value {
  const weight = p.get(`${name}.weight`);
  const bias = biasOf(config, p, name);
  if (keys === undefined || config.dropout === 0) return linear(o, x, weight, { bias, residual: stream });
  return add(o, stream, dropout(o, linear(o, x, weight, { bias }), keys.at(`${site}.${name}`), config.dropout));
}

function biasOf({ bias }: GptConfig, p: Bound, name: string): Variable | undefined {
  return bias ? p.get(`${name}.bias`) : undefined;
}
