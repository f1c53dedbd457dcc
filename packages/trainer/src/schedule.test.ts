import { ConfigError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { checkSchedule } from './check-schedule.ts';
import { crammedTriangle, learningRateAt } from './schedule.ts';
import type { Schedule } from './schedule.ts';

/** In the middle of nowhere: what it does not look at must not matter. */
const atStep = (step: number) => ({ step, progress: NaN });
const atProgress = (progress: number) => ({ step: NaN, progress });

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
    expect(learningRateAt(nanoGpt, atStep(step))).toBeCloseTo(rate, 15);
  });

  it('never rises after the warm-up', () => {
    const rates = Array.from({ length: 1901 }, (_, i) => learningRateAt(nanoGpt, atStep(100 + i)));
    expect(rates.every((rate, i) => i === 0 || rate <= rates[i - 1]!)).toBe(true);
  });

  it('starts at the peak without a warm-up', () => {
    expect(learningRateAt({ ...nanoGpt, warmupSteps: 0 }, atStep(0))).toBe(1e-3);
  });
});

it('a constant rate is one at every step', () => {
  const constant: Schedule = { kind: 'constant', learningRate: 0.5 };
  expect([0, 7, 1e6].map((step) => learningRateAt(constant, { step, progress: NaN }))).toEqual([0.5, 0.5, 0.5]);
});

describe('warm-up, plateau and decay', () => {
  const trapezoid: Schedule = {
    kind: 'warmupStableDecay', peak: 1, floor: 0.1, warmupFraction: 0.1, decayFraction: 0.5, decay: 'linear',
  };

  it.each([[0, 0], [0.05, 0.5], [0.1, 1], [0.5, 1], [0.75, 0.55], [1, 0.1]])('at progress %d', (progress, rate) => {
    expect(learningRateAt(trapezoid, atProgress(progress))).toBeCloseTo(rate, 12);
  });

  it.each([
    ['linear', 0.75], ['cosine', 0.5 + Math.SQRT1_2 / 2], ['oneMinusSqrt', 0.5],
  ] as const)('a %s decay is at %d after a quarter', (decay, rate) => {
    const schedule: Schedule = { ...trapezoid, floor: 0, decayFraction: 0.8, decay };
    expect(learningRateAt(schedule, atProgress(0.4))).toBeCloseTo(rate, 12);
    expect(learningRateAt(schedule, atProgress(1))).toBeCloseTo(0, 12);
  });

  it('warms up over so many steps, however much of the budget they take', () => {
    const { peak, floor, decay } = trapezoid;
    const schedule: Schedule = { kind: 'warmupStableDecay', peak, floor, decay, warmupSteps: 3, decayFraction: 0.5 };
    const rates = [0, 1, 2, 3].map((step) => learningRateAt(schedule, { step, progress: 0.4 }));
    expect(rates).toEqual([0.25, 0.5, 0.75, 1]);
    // A run too short for its warm-up decays all the same.
    expect(learningRateAt(schedule, { step: 1, progress: 1 })).toBeCloseTo(0.1, 12);
  });

  it('has neither warm-up nor decay where they are 0', () => {
    const flat: Schedule = { ...trapezoid, warmupFraction: 0, decayFraction: 0 };
    expect([0, 0.5, 0.999].map((progress) => learningRateAt(flat, atProgress(progress)))).toEqual([1, 1, 1]);
  });
});

it.each([[0, 2.5e-4], [0.375, 6.25e-4], [0.75, 1e-3], [0.875, 5e-4], [1, 0]])(
  'the crammed BERT\'s triangle at progress %d', (progress, rate) => {
    expect(learningRateAt(crammedTriangle(1e-3), atProgress(progress))).toBeCloseTo(rate, 12);
  },
);

const stable = { kind: 'warmupStableDecay', peak: 1, floor: 0, decayFraction: 0.5, decay: 'linear' } as const;

// What comes from plain JavaScript has no types.
it.each<[object, string]>([
  [{ kind: 'constat', learningRate: 1 }, 'schedule: unknown kind "constat"; did you mean "constant"?'],
  [{ ...nanoGpt, warmupStep: 1 }, 'schedule warmupCosine: unknown key "warmupStep"; did you mean "warmupSteps"?'],
  [{ ...stable, warmupStep: 1 }, 'schedule warmupStableDecay: unknown key "warmupStep"; did you mean "warmupSteps"?'],
  [{ kind: 'constant', learningRate: 1, warmupSteps: 3 },
    'schedule constant: unknown key "warmupSteps"; known: learningRate'],
  [{ kind: 'triangle', start: 0, end: 0, peakFraction: 0.5 },
    'schedule triangle: peak must be at least 0; got undefined'],
  [{ ...nanoGpt, peak: '1e-3' }, 'schedule warmupCosine: peak must be at least 0; got "1e-3"'],
  [stable, 'schedule warmupStableDecay: one of warmupSteps and warmupFraction is needed, not both'],
  [{ ...stable, warmupSteps: 3, warmupFraction: 0.1 },
    'schedule warmupStableDecay: one of warmupSteps and warmupFraction is needed, not both'],
  [{ ...stable, warmupSteps: 3, decay: 'linea' },
    'schedule warmupStableDecay: decay must be one of linear, cosine, oneMinusSqrt; got "linea"'],
  [{ kind: 'constant', learningRate: -1 }, 'schedule constant: learningRate must be at least 0; got -1'],
  [{ kind: 'triangle', start: 0, peak: NaN, end: 0, peakFraction: 0.5 },
    'schedule triangle: peak must be at least 0; got NaN'],
  [{ kind: 'triangle', start: 0, peak: 1, end: 0, peakFraction: 0 },
    'schedule triangle: peakFraction must be a share of the run, in (0, 1]; got 0'],
  [{ kind: 'warmupStableDecay', peak: 1, floor: 0, warmupFraction: 5, decayFraction: 0.5, decay: 'linear' },
    'schedule warmupStableDecay: warmupFraction must be a share of the run, in [0, 1]; got 5'],
])('%o is refused', (schedule, message) => {
  expect(() => checkSchedule(schedule as Schedule)).toThrow(new ConfigError(message));
});

it.each<[Schedule]>([
  [nanoGpt], [crammedTriangle(1e-3)], [{ ...stable, warmupSteps: 3 }],
  [{ ...stable, warmupFraction: 0.1, warmupSteps: undefined }], [{ kind: 'constant', learningRate: 0 }],
])('%o is a schedule', (schedule) => {
  expect(() => checkSchedule(schedule)).not.toThrow();
});
