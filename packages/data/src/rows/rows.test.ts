import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import { causal } from '../objectives/causal.ts';
import { pipeline } from '../pipeline.ts';
import { drain, expectExactResume } from '../stream-tests/drain.ts';
import { sequentialRows } from './sequential-rows.ts';
import { shuffledRows } from './shuffled-rows.ts';
import { tokensInMemory, withFirstToken } from './token-reader.ts';

// Token i is i, so that a row tells its place.
const corpus = (length: number) => tokensInMemory(Int32Array.from({ length }, (_, i) => i));

async function firstRows(seed: number, count: number, length = 1000) {
  const stream = shuffledRows(corpus(length), { time: 8, seed });
  const rows: (readonly number[])[] = [];
  while (rows.length < count) rows.push(...(await stream.next())!.map((row) => [...row]));
  return rows.slice(0, count);
}

describe('shuffledRows', () => {
  it('gives each row of an epoch once, in an order of the epoch and the seed', async () => {
    const rows = await firstRows(1, 248);
    const all = Array.from({ length: 124 }, (_, row) => Array.from({ length: 9 }, (__, t) => 8 * row + t));
    const epochs = [rows.slice(0, 124), rows.slice(124)];
    for (const epoch of epochs) expect(epoch.toSorted((a, b) => a[0]! - b[0]!)).toEqual(all);
    expect(epochs[0]).not.toEqual(epochs[1]);
    expect(epochs[0]).not.toEqual(all);
    expect(await firstRows(1, 248)).toEqual(rows);
    expect(await firstRows(2, 124)).not.toEqual(epochs[0]);
  });

  it('goes on from one integer', async () => {
    const open = () => pipeline(shuffledRows(corpus(1000), { time: 8, seed: 1 }), causal({ batch: 5 }));
    const whole = open();
    for (let batch = 0; batch < 60; batch++) {
      const resumed = open();
      await resumed.restore(JSON.parse(JSON.stringify(whole.state())) as never);
      const expected = await whole.next();
      expect(await resumed.next()).toEqual(expected);
    }
    const rows = shuffledRows(corpus(1000), { time: 8, seed: 1 });
    await rows.next();
    expect(rows.state()).toEqual({ position: 32 });
    await expect(rows.restore({ position: -1 })).rejects.toThrow(InvalidInputError);
  });

  it('needs one whole row', async () => {
    expect(await firstRows(1, 2, 9)).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8], [0, 1, 2, 3, 4, 5, 6, 7, 8]]);
    const message = 'shuffledRows: a row of time 8 needs 9 tokens; there are 8; use more text or less time';
    expect(() => shuffledRows(corpus(8), { time: 8, seed: 1 })).toThrow(new InvalidInputError(message));
    expect(() => shuffledRows(corpus(8), { time: 0, seed: 1 })).toThrow(InvalidInputError);
  });
});

describe('sequentialRows', () => {
  it('covers the corpus once, in order, and goes on exactly', async () => {
    const rows = (await drain(sequentialRows(corpus(1004), { time: 8 }))).flat();
    expect(rows.map((row) => [...row])).toEqual(
      Array.from({ length: 125 }, (_, row) => Array.from({ length: 9 }, (__, t) => 8 * row + t)),
    );
    await expectExactResume(() => sequentialRows(corpus(1004), { time: 4 }));
    await expect(sequentialRows(corpus(100), { time: 8 }).restore({ position: 13 })).rejects.toThrow('[0, 12]');
  });
});

describe('tokensInMemory', () => {
  it.each([[-1, 2], [0, 11], [9, 2], [0.5, 1], [0, Number.NaN]])('refuses to read %d, %d', async (start, length) => {
    await expect(corpus(10).read(start, length)).rejects.toThrow(InvalidInputError);
  });
});

describe('withFirstToken', () => {
  it('reads as the corpus with that token in front', async () => {
    const opened = withFirstToken(99, corpus(10));
    expect(opened.tokenCount).toBe(11);
    const all = [99, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    for (const start of [0, 1, 5, 11]) {
      for (const length of [0, 1, 2, 6, 11].filter((count) => start + count <= 11)) {
        expect([...await opened.read(start, length)]).toEqual(all.slice(start, start + length));
      }
    }
    await expect(opened.read(0, 12)).rejects.toThrow('read: tokens of [0, 11) expected; got [0, 12)');
  });
});
