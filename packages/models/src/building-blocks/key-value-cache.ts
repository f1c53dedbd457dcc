/** Keys and values of the tokens decoded before, one pair of variables a block. */
import type { Bound, CacheSizes } from '@oneday/nn';
import { add, attention } from '@oneday/ops';
import type { AttentionMasks, Ops, Value, Variable, VariableSpec } from '@oneday/ops';
import { blockNames } from './block-stack.ts';

/** Queries, keys and values, [B,T,H,K] each. */
export interface AttentionOperands {
  readonly q: Value;
  readonly k: Value;
  readonly v: Value;
}

/** The three parts of packed qkv[B,T,3,H,K]. */
export function unpackOperands(o: Ops, qkvBT3HK: Value): AttentionOperands {
  const [batch, time, , heads, headWidth] = qkvBT3HK.shape as [number, number, number, number, number];
  const part = (which: number) => {
    const sliced = o.slice(qkvBT3HK, [0, 0, which, 0, 0], [batch, time, 1, heads, headWidth]);
    return o.reshape(sliced, [batch, time, heads, headWidth]);
  };
  return { q: part(0), k: part(1), v: part(2) };
}

/** Sizes of a decoder that a cache follows from. */
export interface DecoderSizes {
  readonly layers: number;
  readonly heads: number;
  readonly width: number;
}

/** Two variables a block, `keys` and `values`, f32[B, length, H, K]. */
export function cacheSpecs(sizes: DecoderSizes, { batch, length }: CacheSizes): readonly VariableSpec[] {
  const { layers, heads, width } = sizes;
  const shape = [batch, length, heads, width / heads];
  return blockNames(layers).flatMap((block): VariableSpec[] => [
    { name: `${block}.keys`, shape, dtype: 'f32' },
    { name: `${block}.values`, shape, dtype: 'f32' },
  ]);
}

/**
 * Attention of new tokens over the cache's and each other: writes their keys and values at `position` (i32 scalar)
 * and looks at everything up to each. `cache` holds the variables of {@link cacheSpecs} for one block; a bias in
 * `scores` is [H or 1, T, length].
 */
export function cachedAttention(
  o: Ops,
  { q, k, v }: AttentionOperands,
  cache: Bound,
  position: Value,
  scores: Pick<AttentionMasks, 'bias' | 'scale'> = {},
): Value {
  const operands = {
    q,
    k: extended(o, cache.get('keys'), k, position),
    v: extended(o, cache.get('values'), v, position),
  };
  return attention(o, operands, { ...scores, causal: true, keyLength: add(o, position, q.shape[1]!) });
}

/** Positions of the `time` tokens that come at `position`: i32[batch,time]. */
export function decodedPositions(o: Ops, [batch, time]: readonly [number, number], position: Value): Value {
  return add(o, o.iota([batch, time], 1, 'i32'), position);
}

function extended(o: Ops, variable: Variable, newBTHK: Value, position: Value): Value {
  o.assign(variable, o.updateSlice(o.read(variable), newBTHK, 1, position));
  return o.read(variable);
}
