import { randomBits, randomUniform, type Key } from '@oneday/core';
import { afterAll, describe, expect, test } from 'vitest';
import { openKernels } from './kernel-harness.ts';
import { uniformNumbers } from './numbers.ts';
import { oddSizes, runOnAllThreads } from './thread-agreement.ts';

const kernels = await openKernels(3);
afterAll(() => kernels.close());

const keys: readonly Key[] = [[0, 0], [0xffffffff, 0xffffffff], [0x13198a2e, 0x03707344]];

describe.each(keys.map((key) => ({ key })))('with key $key', ({ key }) => {
  test('randomBits are those of core', () => {
    for (const n of oddSizes) {
      const { ints } = runOnAllThreads(kernels, 'randomBits', () => {
        const out = kernels.block(n);
        return { slots: [n, kernels.intBlock(key), out], outputs: [out] };
      })[0]!;
      expect(new Uint32Array(ints.buffer)).toEqual(randomBits(key, n));
    }
  });

  test('dropout keeps where the uniform number reaches the rate, and scales', () => {
    for (const n of oddSizes) {
      for (const [rate, accumulate] of [[0, 0], [0.1, 0], [0.5, 1], [1, 0]] as const) {
        const [x, before] = [uniformNumbers(n, 1), uniformNumbers(n, 2)];
        const { floats } = runOnAllThreads(kernels, 'dropout', () => {
          const out = kernels.block(before);
          const slots = [n, kernels.intBlock(key), { f32: rate }, kernels.block(x), out, accumulate];
          return { slots, outputs: [out] };
        })[0]!;
        const uniform = randomUniform(key, n);
        const scale = Math.fround(1 / Math.fround(1 - Math.fround(rate)));
        const expected = x.map((value, i) => {
          const kept = uniform[i]! >= Math.fround(rate) ? Math.fround(value * scale) : 0;
          return accumulate ? before[i]! + kept : kept;
        });
        expect(floats).toEqual(expected);
      }
    }
  });
});

test('the first block of key (0, 0) is the published vector of Threefry-2x32-20', () => {
  const out = kernels.block(2);
  kernels.run('randomBits', [2, kernels.intBlock([0, 0]), out]);
  expect([...new Uint32Array(out.ints)]).toEqual([0x6b200159, 0x99ba4efe]);
  kernels.reset();
});
