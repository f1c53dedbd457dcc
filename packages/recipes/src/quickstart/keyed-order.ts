import { foldIn, seedKey } from '@oneday/core';
import type { Key } from '@oneday/core';

/**
 * Names in an order that looks random and depends on nothing but the names and the seed: by the key
 * foldIn(foldIn(seedKey(seed), 'held-out'), name). A name that is added or removed leaves the others in their order.
 */
export function keyedOrder(names: Iterable<string>, seed: number): string[] {
  const root = foldIn(seedKey(seed), 'held-out');
  const keyed = [...new Set(names)].map((name) => ({ name, key: foldIn(root, name) }));
  return keyed.sort((a, b) => compareKeys(a.key, b.key) || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
}

function compareKeys(a: Key, b: Key): number {
  return a[0] - b[0] || a[1] - b[1];
}
