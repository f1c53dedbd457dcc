import { describe, expect, it } from 'vitest';
import { InvalidInputError, foldIn, seedKey } from '@oneday/core';
import { indexShuffle } from './index-shuffle.ts';

const images = (count: number, seed = 1) => {
  const shuffle = indexShuffle(seedKey(seed), count);
  return Array.from({ length: count }, (_, index) => shuffle(index));
};

describe('indexShuffle', () => {
  it.each([1, 2, 3, 4, 5, 7, 16, 17, 97, 100, 1000, 1023, 1024, 1025, 65_537])(
    'is a bijection of [0, %d)',
    (count) => {
      const seen = new Uint8Array(count);
      for (const image of images(count)) seen[image]! += 1;
      expect(seen.every((times) => times === 1)).toBe(true);
    },
  );

  it('is the same for the same key, and for any order of asking', () => {
    const shuffle = indexShuffle(seedKey(1), 1000);
    expect(images(1000).reverse()).toEqual(Array.from({ length: 1000 }, (_, i) => shuffle(999 - i)));
  });

  // Committed values: a run resumed by a newer version must see the same order.
  it('never changes from version to version', () => {
    expect(images(10, 1)).toEqual([5, 0, 1, 7, 2, 4, 8, 3, 6, 9]);
    expect(indexShuffle(foldIn(seedKey(1), 'data'), 1_003_790)(0)).toBe(76_659);
  });

  it('differs between keys as chance would have it', () => {
    const [a, b] = [images(1000, 1), images(1000, 2)];
    // The number of equal places of two random permutations is close to Poisson with mean 1.
    expect(a.filter((image, index) => image === b[index]).length).toBeLessThan(8);
  });

  it('sends an index everywhere equally often over many keys', () => {
    const [count, keys] = [24, 12_000];
    const hits = new Array<number>(count).fill(0);
    for (let seed = 0; seed < keys; seed++) hits[indexShuffle(seedKey(seed), count)(5)]! += 1;
    const expected = keys / count;
    const chiSquared = hits.reduce((sum, hit) => sum + (hit - expected) ** 2 / expected, 0);
    // 23 degrees of freedom: above 49.7 with probability 0.001.
    expect(chiSquared).toBeLessThan(49.7);
  });

  it('reaches all orders of a small domain', () => {
    const orders = new Set(Array.from({ length: 2000 }, (_, seed) => images(5, seed).join()));
    expect(orders.size).toBe(120);
  });

  it('leaves no trace of the order: neighbours are as far apart as random ones', () => {
    const shuffled = images(10_000);
    const steps = shuffled.slice(1).map((image, i) => Math.abs(image - shuffled[i]!) / 10_000);
    const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
    // Mean distance of two uniform numbers is 1/3, its standard error here 0.0024.
    expect(Math.abs(mean - 1 / 3)).toBeLessThan(0.012);
  });

  it('works at sizes that no array has', () => {
    const count = 2 ** 52;
    const shuffle = indexShuffle(seedKey(1), count);
    for (const index of [0, 1, 2 ** 32, count - 1]) {
      expect(Number.isSafeInteger(shuffle(index)) && shuffle(index) >= 0 && shuffle(index) < count).toBe(true);
    }
    expect(new Set([0, 1, 2, 3].map(shuffle)).size).toBe(4);
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 52 + 1])('refuses the count %d', (count) => {
    expect(() => indexShuffle([0, 0], count)).toThrow(InvalidInputError);
  });
});
