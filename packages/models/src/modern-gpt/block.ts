/** A transformer block with weightless norms, rotary positions, normed queries and keys, and ReLU². */
import type { Bound } from '@oneday/nn';
import { rmsNorm, rotary } from '@oneday/ops';
import type { Ops, Value } from '@oneday/ops';
import { unpackOperands } from '../building-blocks/key-value-cache.ts';
import type { AttentionOperands } from '../building-blocks/key-value-cache.ts';
import { affine } from '../building-blocks/layers.ts';
import type { ModernGptConfig } from './config.ts';

/** A block's parameters and what else it needs. */
export interface ModernBlockContext {
  readonly config: ModernGptConfig;
  /** The parameters below `blocks.i`. */
  readonly p: Bound;
  /** i32[B,T] */
  readonly positions: Value;
}

/** How a block's tokens look at each other: [B,T,H,K] each → [B,T,H,K]. */
export type Attend = (o: Ops, operands: AttentionOperands) => Value;

/** x + attention(norm(x)), then x + feedForward(norm(x)); x[B,T,D] → [B,T,D]. */
export function modernBlock(o: Ops, xBTD: Value, context: ModernBlockContext, attend: Attend): Value {
  const { config: { heads, width }, p } = context;
  const [batch, time] = xBTD.shape as [number, number, number];
  const norm = (x: Value) => weightlessNorm(o, x, context.config);
  const qkv = affine(o, p, 'qkv', norm(xBTD));
  const { q, k, v } = unpackOperands(o, o.reshape(qkv, [batch, time, 3, heads, width / heads]));
  const turned = (x: Value) => norm(rotary(o, x, context.positions, context.config.rotaryBase));
  const attended = o.reshape(attend(o, { q: turned(q), k: turned(k), v }), [batch, time, width]);
  const afterAttention = affine(o, p, 'attentionOutput', attended, { residual: xBTD });
  const inner = affine(o, p, 'feedForwardIn', norm(afterAttention), { activation: 'reluSquared' });
  return affine(o, p, 'feedForwardOut', inner, { residual: afterAttention });
}

/** RMSNorm without a gain, over the last axis. */
export function weightlessNorm(o: Ops, x: Value, { normEpsilon }: ModernGptConfig): Value {
  return rmsNorm(o, x, { epsilon: normEpsilon });
}
