import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import { drainDocuments } from '../recipe-tests/text.ts';
import { heldOutTarget } from './choose-held-out.ts';
import type { CorpusPart, SourceText, SplitBy } from './corpus.ts';
import { keyedOrder } from './keyed-order.ts';
import { splitHeldOut } from './split-held-out.ts';

/** Packages of two files each, all of one size. */
function packages(count: number, bytesPerFile: number): SourceText[] {
  return Array.from({ length: 2 * count }, (_, i) => ({
    text: `${String(i).padStart(8, '0')}${'x'.repeat(bytesPerFile - 8)}`,
    source: `p${i >> 1}/${i % 2}.md`,
    package: `p${i >> 1}`,
  }));
}

const split = (texts: readonly SourceText[], groupings: readonly Exclude<SplitBy, 'position'>[], seed: number) =>
  splitHeldOut(texts, { groupings, seed, caller: 'test' });
const sourcesOf = async (part: CorpusPart) => (await drainDocuments(part)).map((document) => document.source!);
const textOf = async (part: CorpusPart) => (await drainDocuments(part)).map(({ text }) => text).join('');

describe('heldOutTarget', () => {
  it.each([
    ['a tenth', 11_000_000, 1_100_000],
    ['at least a megabyte', 5_000_000, 1_000_000],
    ['at most 1.2 megabytes', 1e9, 1_200_000],
    ['never more than 30 % of a small text', 1_000_000, 300_000],
  ])('is %s', (_, total, target) => {
    expect(heldOutTarget(total)).toBe(target);
  });
});

describe('keyedOrder', () => {
  it('is a shuffle that the seed names, and keeps the order of names when others go', () => {
    const names = Array.from({ length: 100 }, (_, i) => `package-${i}`);
    const order = keyedOrder(names, 1);
    expect(keyedOrder([...names].reverse(), 1)).toEqual(order);
    expect([...order].sort()).toEqual([...names].sort());
    expect(order).not.toEqual(names);
    expect(keyedOrder(names, 2)).not.toEqual(order);
    const fewer = names.filter((_, i) => i % 3 !== 0);
    expect(keyedOrder(fewer, 1)).toEqual(order.filter((name) => fewer.includes(name)));
  });
});

describe('splitHeldOut', () => {
  it('holds whole packages out until there is enough, and loses nothing', async () => {
    const texts = packages(100, 20_000);
    const { training, heldOut, splitBy } = split(texts, ['package', 'file'], 1);
    expect(splitBy).toBe('package');
    expect(heldOut.bytes).toBeGreaterThanOrEqual(heldOutTarget(4_000_000));
    expect(heldOut.bytes).toBeLessThanOrEqual(1_040_000);
    expect(training.bytes + heldOut.bytes).toBe(4_000_000);
    const [trainingSources, heldOutSources] = [await sourcesOf(training), await sourcesOf(heldOut)];
    expect([...trainingSources, ...heldOutSources].sort()).toEqual(texts.map(({ source }) => source).sort());
    const packagesOf = (sources: string[]) => new Set(sources.map((source) => source.split('/')[0]));
    const trained = packagesOf(trainingSources);
    expect([...packagesOf(heldOutSources)].filter((name) => trained.has(name))).toEqual([]);
  });

  it('is the same for the same texts and seed, and another for another seed', async () => {
    const texts = packages(100, 2_000);
    const heldOf = (seed: number) => sourcesOf(split(texts, ['package'], seed).heldOut);
    expect(await heldOf(1)).toEqual(await heldOf(1));
    expect(await heldOf(1)).not.toEqual(await heldOf(2));
  });

  it('leaves a package in training that would be most of the score', async () => {
    const large = { text: 'y'.repeat(1_000_000), source: 'large/a.md', package: 'large' };
    for (const seed of [1, 2, 3, 4, 5]) {
      const { training } = split([...packages(100, 20_000), large], ['package'], seed);
      expect(await sourcesOf(training)).toContain('large/a.md');
    }
  });

  it('goes by files where there are too few packages, and by position where there are too few files', () => {
    const files = packages(50, 4_000).map((text) => ({ ...text, package: 'only' }));
    expect(split(files, ['package', 'file'], 1).splitBy).toBe('file');
    expect(split(packages(1, 4_000), ['package', 'file'], 1).splitBy).toBe('position');
  });

  it('cuts a single text at a line, the end held out', async () => {
    const lines = Array.from({ length: 1_000 }, (_, i) => `line ${i}\n`);
    const { training, heldOut } = split([{ text: lines.join(''), source: 'one.txt' }], ['file'], 1);
    const [before, after] = [await textOf(training), await textOf(heldOut)];
    expect(before + after).toBe(lines.join(''));
    expect(before.endsWith('\n')).toBe(true);
    expect(heldOut.bytes / (training.bytes + heldOut.bytes)).toBeCloseTo(0.3, 2);
  });

  it('never cuts a character in two', async () => {
    for (const count of [10, 11, 12, 13, 14]) {
      const { training, heldOut } = split([{ text: '😀'.repeat(count), source: 'a' }], ['file'], 1);
      const [before, after] = [await textOf(training), await textOf(heldOut)];
      expect(before + after).toBe('😀'.repeat(count));
      expect(before.length % 2).toBe(0);
    }
  });

  it('refuses what cannot have two sides', () => {
    expect(() => split([{ text: 'a', source: 'a' }], ['file'], 1)).toThrow(
      new InvalidInputError('test: 1 bytes of text cannot be split; name more text'),
    );
  });
});
