import { describe, expect, it } from 'vitest';
import { learningRateAt } from './schedule.ts';
import type { Schedule } from './schedule.ts';

const nanoGpt: Schedule = { kind: 'warmupCosine', peak: 1e-3, floor: 1e-4, warmupSteps: 100, decaySteps: 2000 };

describe('the warm-up and cosine of nanoGPT', () => {
  it.each([
    ['its first step', 0, 1e-3 / 101],
    ['the last step of the warm-up', 99, (1e-3 * 100) / 101],
    ['the peak', 100, 1e-3],
    ['halfway down', 1050, 5.5e-4],
    ['the end', 2000, 1e-4],
    ['after the end', 5000, 1e-4],
  ])('%s', (_, step, rate) => {
    expect(learningRateAt(nanoGpt, step)).toBeCloseTo(rate, 15);
  });

  it('never rises after the warm-up', () => {
    const rates = Array.from({ length: 1901 }, (_, i) => learningRateAt(nanoGpt, 100 + i));
    expect(rates.every((rate, i) => i === 0 || rate <= rates[i - 1]!)).toBe(true);
  });

  it('starts at the peak without a warm-up', () => {
    expect(learningRateAt({ ...nanoGpt, warmupSteps: 0 }, 0)).toBe(1e-3);
  });
});

it('a constant rate is one at every step', () => {
  const constant: Schedule = { kind: 'constant', learningRate: 0.5 };
  expect([0, 7, 1e6].map((step) => learningRateAt(constant, step))).toEqual([0.5, 0.5, 0.5]);
});
