import { ConfigError, InvalidInputError } from '@oneday/core';
import type { Json, Metric } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { accuracy } from '../classification/accuracy.ts';
import { expectClose } from '../metric-tests/expect-close.ts';
import { readFixture } from '../metric-tests/fixture.ts';
import { bleu } from '../translation/bleu.ts';
import { chrf } from '../translation/chrf.ts';
import { ter } from '../translation/ter.ts';
import type { TranslatedSegment } from '../translation/translated-segment.ts';
import { bootstrapSample } from './bootstrap-sample.ts';
import { bootstrap, pairedBootstrap } from './bootstrap.ts';
import type { BootstrapInterval } from './bootstrap.ts';

interface Case {
  readonly metric: 'bleu' | 'chrf' | 'ter';
  readonly references: readonly string[];
  /** Baseline and system. */
  readonly systems: readonly [readonly string[], readonly string[]];
  readonly draws: readonly (readonly number[])[];
  /** Score, mean and half width of both. */
  readonly intervals: readonly [readonly number[], readonly number[]];
  readonly pValue: number;
}

const metrics = { bleu, chrf, ter };
const figures = ({ score, mean, halfWidth }: BootstrapInterval) => [score, mean, halfWidth];

// Made with sacrebleu by tools/parity/bootstrap_metrics_fixture.py.
describe('beside sacrebleu', () => {
  const cases = readFixture<Case>('bootstrap');

  it('has its means, intervals and p-values on the same draws', () => {
    expect(cases.length).toBeGreaterThanOrEqual(200);
    for (const { metric: name, references, systems, draws, intervals, pValue } of cases) {
      const metric = metrics[name]() as Metric<TranslatedSegment, Json, { readonly score: number }>;
      const states = systems.map((system) => system.map((hypothesis, i) => (
        metric.update(metric.initial(), { hypothesis, references: [references[i]!] })
      )));
      const options = { resamples: draws.length, sample: (resample: number) => draws[resample]! };
      const by = { metric, score: ({ score }: { readonly score: number }) => score };
      const ours = pairedBootstrap(by, states[0]!, states[1]!, options);
      expectClose([figures(ours.baseline), figures(ours.system), ours.pValue], [...intervals, pValue], systems);
    }
  });
});

describe('bootstrap', () => {
  const by = { metric: accuracy, score: (score: number) => score };
  const items = Array.from({ length: 400 }, (_, i) => ({ correct: i % 4 === 0 ? 0 : 1, count: 1 }));

  it('has the standard error of a share: 1.96 · √(p(1 − p)/n) to either side', () => {
    const { score, mean, halfWidth } = bootstrap(by, items, { resamples: 2000 });
    expect(score).toBe(0.75);
    expect(Math.abs(mean - 0.75)).toBeLessThan(0.003);
    expect(halfWidth / (1.96 * Math.sqrt((0.75 * 0.25) / 400))).toBeCloseTo(1, 1);
  });

  it('draws the same again from a seed, and others from another', () => {
    const of = (seed: number) => bootstrap(by, items, { resamples: 50, seed });
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });

  it('finds no difference between systems that are right as often, and a clear one where there is one', () => {
    const elsewhere = items.map((_, i) => items[(i + 1) % items.length]!);
    const worse = items.map(({ count }, i) => ({ correct: i % 2, count }));
    expect(pairedBootstrap(by, items, elsewhere, { resamples: 200 }).pValue).toBeGreaterThan(0.05);
    expect(pairedBootstrap(by, items, worse, { resamples: 200 }).pValue).toBeLessThan(0.01);
  });

  it('refuses nothing to resample, systems of two sizes, and no resamples', () => {
    const nothing = 'bootstrap: no items of accuracy to resample; got none';
    expect(() => bootstrap(by, [])).toThrow(new InvalidInputError(nothing));
    const sizes = 'pairedBootstrap: both systems must have the same items; got 400 and 1';
    expect(() => pairedBootstrap(by, items, [items[0]!])).toThrow(new InvalidInputError(sizes));
    expect(() => bootstrap(by, items, { resamples: 0 })).toThrow(ConfigError);
  });
});

describe('bootstrapSample', () => {
  it('draws all indices equally often', () => {
    const counts = new Array<number>(10).fill(0);
    for (let resample = 0; resample < 2000; resample++) {
      for (const index of bootstrapSample(3, resample, 10)) counts[index]! += 1;
    }
    // Five standard deviations of a count with mean 2000.
    expect(counts.every((count) => Math.abs(count - 2000) < 5 * Math.sqrt(2000 * 0.9))).toBe(true);
  });
});
