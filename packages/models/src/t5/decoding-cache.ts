/** What a T5's decoder keeps while it writes: its own keys and values, and those of the source. */
import type { Bound, SourceCacheSizes } from '@oneday/nn';
import type { Ops, Value, VariableSpec } from '@oneday/ops';
import { cacheSpecs } from '../building-blocks/key-value-cache.ts';
import type { AttentionTarget } from './block.ts';
import type { T5Config } from './config.ts';

/**
 * Four variables a block: `keys` and `values` of the target, f32[B, length, H, K], `source.keys` and `source.values`,
 * f32[B, sourceLength, H, K]; and the source's `segments`, i32[B, sourceLength].
 */
export function t5CacheSpecs(config: T5Config, sizes: SourceCacheSizes): readonly VariableSpec[] {
  const { decoderLayers: layers, heads, headWidth } = config;
  const { batch, sourceLength } = sizes;
  const decoder = { layers, heads, width: heads * headWidth };
  const ofSource = cacheSpecs(decoder, { batch, length: sourceLength })
    .map((spec) => ({ ...spec, name: spec.name.replace(/\w+$/, 'source.$&') }));
  return [
    ...cacheSpecs(decoder, sizes), ...ofSource, { name: 'segments', shape: [batch, sourceLength], dtype: 'i32' },
  ];
}

/** Writes the source's segments, and its keys and values for each block by name. */
export function keepSource(
  o: Ops, cache: Bound, segments: Value, blocks: readonly (readonly [site: string, AttentionTarget])[],
): void {
  o.assign(cache.get('segments'), segments);
  for (const [site, { k, v }] of blocks) {
    o.assign(cache.get(`${site}.source.keys`), k);
    o.assign(cache.get(`${site}.source.values`), v);
  }
}

/** The source's keys and values for one block. */
export function keptSource(o: Ops, cache: Bound, site: string): AttentionTarget {
  return { k: o.read(cache.get(`${site}.source.keys`)), v: o.read(cache.get(`${site}.source.values`)) };
}
