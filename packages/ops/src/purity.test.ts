import { expect, it } from 'vitest';
import { withShiftedSurroundings } from './purity.ts';

it('moves every clock on, replaces the random source, and puts all back', () => {
  const before = { now: Date.now(), time: performance.now(), random: Math.random, Date: globalThis.Date };
  const inside = withShiftedSurroundings(() => ({
    now: Date.now(), constructed: new Date().getTime(), time: performance.now(), random: Math.random,
    epoch: new Date(0).getTime(), isDate: new Date() instanceof Date,
  }));
  const day = 24 * 60 * 60 * 1000;
  for (const shifted of [inside.now - before.now, inside.constructed - before.now, inside.time - before.time]) {
    expect(shifted).toBeGreaterThanOrEqual(day);
  }
  expect(inside.random).not.toBe(before.random);
  expect([inside.epoch, inside.isDate]).toEqual([0, true]);
  expect([Math.random, globalThis.Date]).toEqual([before.random, before.Date]);
  expect(Math.abs(performance.now() - before.time)).toBeLessThan(day);
});

it('gives random numbers in [0, 1)', () => {
  const numbers = withShiftedSurroundings(() => Array.from({ length: 1000 }, () => Math.random()));
  expect(numbers.every((x) => x >= 0 && x < 1)).toBe(true);
});

it('puts all back when the function throws', () => {
  const { random } = Math;
  expect(() => withShiftedSurroundings(() => {
    throw new Error('while recording');
  })).toThrow('while recording');
  expect(Math.random).toBe(random);
});
