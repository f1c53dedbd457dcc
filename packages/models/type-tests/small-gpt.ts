/** A one-block GPT written with ops alone, for the call sites beside it. */
import { foldIn, randomNormal, seedKey } from '@oneday/core';
import { add, embedding, layerNorm, linear, sizeOf } from '@oneday/ops';
import type { Backend, Ops, Shape, Value, Variable } from '@oneday/ops';

export const time = 6;
export const heads = 2;
export const headWidth = 4;
export const vocabulary = 7;
const width = heads * headWidth;

const shapes = {
  tokens: [vocabulary, width],
  positions: [time, width],
  attentionNorm: [width],
  qkv: [3 * width, width],
  attentionOutput: [width, width],
  feedForwardNorm: [width],
  feedForwardIn: [4 * width, width],
  feedForwardOut: [width, 4 * width],
  finalNorm: [width],
} as const satisfies Readonly<Record<string, Shape>>;

export type GptParameters = { readonly [K in keyof typeof shapes]: Variable };

/** The parameters on `backend`: gains near 1, the rest small. */
export function gptParameters(backend: Backend): GptParameters {
  const entries = Object.entries(shapes).map(([name, shape]) => {
    const numbers = randomNormal(foldIn(seedKey(1), name), sizeOf(shape));
    const initial = numbers.map((number) => number * 0.2 + (shape.length === 1 ? 1 : 0));
    return [name, backend.variable({ name, shape, dtype: 'f32' }, initial)] as const;
  });
  return Object.fromEntries(entries) as GptParameters;
}

/** i32[B,T] at positions i32[T] → [B,T,D]. */
export function embedTokens(o: Ops, p: GptParameters, ids: Value, positions: Value): Value {
  return add(o, embedding(o, p.tokens, ids), embedding(o, p.positions, positions));
}

/** [B,T,D] → [B,T,D]. `attend`, from packed [B,T,3,H,K] to [B,T,H,K], is what training and decoding do differently. */
export function hiddenStates(o: Ops, p: GptParameters, x: Value, attend: (qkvBT3HK: Value) => Value): Value {
  const [batch, length] = x.shape as [number, number, number];
  const qkv = linear(o, layerNorm(o, x, { weight: p.attentionNorm }), p.qkv);
  const attended = attend(o.reshape(qkv, [batch, length, 3, heads, headWidth]));
  const middle = linear(o, o.reshape(attended, x.shape), p.attentionOutput, { residual: x });
  const normed = layerNorm(o, middle, { weight: p.feedForwardNorm });
  const inner = linear(o, normed, p.feedForwardIn, { activation: 'gelu' });
  const outer = linear(o, inner, p.feedForwardOut, { residual: middle });
  return layerNorm(o, outer, { weight: p.finalNorm });
}

/** Names are checked where parameters are a record. */
export function refused(o: Ops, p: GptParameters, x: Value): Value {
  // @ts-expect-error -- there is no parameter `qvk`
  return linear(o, x, p.qvk);
}
