/** Keys and values of the tokens decoded before, one pair of variables a block. */
import type { Bound, CacheSizes } from '@oneday/nn';
import { add, attention } from '@oneday/ops';
import type { Ops, Value, Variable, VariableSpec } from '@oneday/ops';
import type { Attend } from './block.ts';
import type { GptConfig } from './config.ts';

/** Two variables a block, `keys` and `values`, f32[B, length, H, K]. */
export function cacheSpecs(config: GptConfig, { batch, length }: CacheSizes): readonly VariableSpec[] {
  const { layers, heads, width } = config;
  const shape = [batch, length, heads, width / heads];
  return Array.from({ length: layers }, (_, i) => i).flatMap((i): VariableSpec[] => [
    { name: `blocks.${i}.keys`, shape, dtype: 'f32' },
    { name: `blocks.${i}.values`, shape, dtype: 'f32' },
  ]);
}

/**
 * Attention of new tokens over the cache's and each other: writes their keys and values at `position` (i32 scalar)
 * and looks at everything up to each. The shape of `cache` is that of {@link cacheSpecs} for one block.
 */
export function cachedAttention(cache: Bound, position: Value): Attend {
  return (o, qkvBT3HK) => {
    const [batch, time, , heads, headWidth] = qkvBT3HK.shape as [number, number, number, number, number];
    const part = (which: number) => {
      const sliced = o.slice(qkvBT3HK, [0, 0, which, 0, 0], [batch, time, 1, heads, headWidth]);
      return o.reshape(sliced, [batch, time, heads, headWidth]);
    };
    const k = extended(o, cache.get('keys'), part(1), position);
    const v = extended(o, cache.get('values'), part(2), position);
    return attention(o, { q: part(0), k, v }, { causal: true, keyLength: add(o, position, time) });
  };
}

function extended(o: Ops, variable: Variable, newBTHK: Value, position: Value): Value {
  o.assign(variable, o.updateSlice(o.read(variable), newBTHK, 1, position));
  return o.read(variable);
}
