/** Random numbers of programs are those of the host. */
import { foldIn as foldInOnHost, randomBits, randomNormal, randomUniform, seedKey } from '@oneday/core';
import type { Key } from '@oneday/core';
import { foldIn, normal, uniform } from '@oneday/ops';
import type { Ops, Value } from '@oneday/ops';
import { describe, expect, it } from 'vitest';
import { opened, runOnce } from './suite-options.ts';
import type { ConformanceOptions } from './suite-options.ts';

const keys: readonly Key[] = [[0, 0], [2 ** 32 - 1, 2 ** 32 - 1], seedKey(1234), foldInOnHost(seedKey(1), 'site')];
const count = 2001;

/** Defines the tests. */
export function randomSuite({ open }: ConformanceOptions): void {
  describe('random numbers in programs are the host’s', () => {
    const backend = opened(open);
    type Keyed = { readonly key: Value };
    const fed = (key: Key) => ({ key: { shape: [2], data: Uint32Array.from(key) } });

    it('the first block of the zero key is the published one of Threefry-2x32-20', async () => {
      const { bits } = await runOnce(backend(), (o, { key }: Keyed) => ({ bits: o.randomBits(key, [2]) }), fed([0, 0]));
      expect(bits).toEqual([0x6b200159, 0x99ba4efe]);
    });

    it.each(keys)('bits and uniform numbers are equal, normal ones to 1e-6: key %i, %i', async (...key) => {
      const drawn = await runOnce(backend(), (o, inputs: Keyed) => ({
        bits: o.randomBits(inputs.key, [count]),
        uniform: uniform(o, inputs.key, [count]),
        normal: normal(o, inputs.key, [count]),
      }), fed(key));
      expect(drawn.bits).toEqual(Array.from(randomBits(key, count)));
      expect(drawn.uniform).toEqual(Array.from(randomUniform(key, count)));
      const errors = Array.from(randomNormal(key, count), (x, i) => Math.abs(x - drawn.normal[i]!));
      expect(Math.max(...errors)).toBeLessThanOrEqual(1e-6);
    });

    it.each(['dropout', 'blocks.11.dropout', 'größe'])('keys folded with a site are equal: %s', async (site) => {
      const key = seedKey(99);
      const fold = (o: Ops, inputs: Keyed) => ({ folded: foldIn(o, inputs.key, site) });
      const { folded } = await runOnce(backend(), fold, fed(key));
      expect(folded).toEqual([...foldInOnHost(key, site)]);
    });
  });
}
