import { ConfigError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { checkSpikeRule, defaultSpikeRule, noSpikeStatistics, spikeOf, withStep } from './spikes.ts';
import type { SpikeRule, SpikeStatistics } from './spikes.ts';

const rule: SpikeRule = { policy: 'report', deviations: 4, leastRise: 0.1, gradientNormRatio: 10, windowSteps: 20 };
const after = (losses: readonly number[], gradientNorm = 1): SpikeStatistics => losses.reduce(
  (statistics, loss) => withStep(rule, statistics, { loss, gradientNorm }, false), noSpikeStatistics,
);
/** Mean 3, deviation 0.2. */
const steady = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 2.8 : 3.2));

describe('a loss spike', () => {
  it('is a loss so many deviations above the mean', () => {
    const statistics = after(steady);
    expect(statistics.lossMean).toBeCloseTo(3, 12);
    expect(Math.sqrt(statistics.lossVariance)).toBeCloseTo(0.2, 12);
    expect(spikeOf(rule, statistics, { loss: 3.79, gradientNorm: 1 })).toBeUndefined();
    expect(spikeOf(rule, statistics, { loss: 3.81, gradientNorm: 1 }))
      .toBe('loss 3.8100 is above 3.8000, for a running mean of 3.0000');
  });

  it('rises by a least amount, where the loss hardly varies', () => {
    const flat = after(Array<number>(20).fill(3));
    expect(spikeOf(rule, flat, { loss: 3.09, gradientNorm: 1 })).toBeUndefined();
    expect(spikeOf(rule, flat, { loss: 3.11, gradientNorm: 1 })).toMatch(/^loss 3.1100 is above 3.1000/);
  });

  it('is a gradient far longer than usual, whatever the loss', () => {
    const statistics = after(steady, 2);
    expect(spikeOf(rule, statistics, { loss: 2, gradientNorm: 19 })).toBeUndefined();
    expect(spikeOf(rule, statistics, { loss: 2, gradientNorm: 21 }))
      .toBe('gradient norm 21.00 is above 10 times its running mean of 2.000');
    expect(spikeOf({ ...rule, gradientNormRatio: Infinity }, statistics, { loss: 2, gradientNorm: 1e9 }))
      .toBeUndefined();
  });

  it('is not looked for before the window is full, nor found in a loss that falls', () => {
    expect(spikeOf(rule, after(steady.slice(1)), { loss: 99, gradientNorm: 99 })).toBeUndefined();
    let statistics = noSpikeStatistics;
    for (let step = 0; step < 500; step++) {
      const watched = { loss: 2 + 9 * Math.exp(-step / 60), gradientNorm: 5 * Math.exp(-step / 100) };
      expect(spikeOf(defaultSpikeRule, statistics, watched)).toBeUndefined();
      statistics = withStep(defaultSpikeRule, statistics, watched, false);
    }
  });

  it('is the usual after a while: a run that stays high is not reported for ever', () => {
    let statistics = after(steady);
    let spikes = 0;
    for (let step = 0; step < 60; step++) {
      const isSpike = spikeOf(rule, statistics, { loss: 6, gradientNorm: 1 }) !== undefined;
      statistics = withStep(rule, statistics, { loss: 6, gradientNorm: 1 }, isSpike);
      spikes += isSpike ? 1 : 0;
    }
    expect(spikes).toBeGreaterThan(0);
    expect(spikes).toBeLessThan(20);
    expect(statistics.spikes).toBe(spikes);
  });

  it.each([
    [{ policy: 'ignore' as 'report' }, 'train: spikes.policy must be "report" or "stop"; got "ignore"'],
    [{ windowSteps: 1 }, 'train: spikes.windowSteps must be an integer of at least 2; got 1'],
    [{ deviations: NaN }, 'train: spikes.deviations must be at least 0; got NaN'],
  ])('has no rule with %o', (fields, message) => {
    expect(() => checkSpikeRule({ ...rule, ...fields })).toThrow(new ConfigError(message));
  });
});
