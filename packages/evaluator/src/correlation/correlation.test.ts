import { InvalidInputError, NonFiniteError, randomNormal, seedKey } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { followsTheLawsOfMetrics } from '../metric-tests/metric-laws.ts';
import { resultOf } from '../metric-tests/result-of.ts';
import { pearsonCorrelation } from './pearson.ts';
import { spearmanCorrelation } from './spearman.ts';

const noise = (seed: number) => [...randomNormal(seedKey(seed), 40)];
const batches = [1, 2, 3].map((seed) => ({ labels: noise(seed), predictions: noise(seed + 10) }));
const toTwelveDigits = (actual: number, expected: number) => expect(actual).toBeCloseTo(expected, 12);

describe('pearsonCorrelation', () => {
  followsTheLawsOfMetrics(pearsonCorrelation, batches, toTwelveDigits);

  it('is 1 on a rising line, −1 on a falling one, and does not lose digits far from 0', () => {
    const labels = [1e6 + 1, 1e6 + 2, 1e6 + 4];
    expect(resultOf(pearsonCorrelation, [{ labels, predictions: [1, 2, 4] }])).toBeCloseTo(1, 12);
    expect(resultOf(pearsonCorrelation, [{ labels, predictions: [-1, -2, -4] }])).toBeCloseTo(-1, 12);
  });

  it('refuses sides of two lengths and values that are not finite', () => {
    const lengths = 'pearsonCorrelation: predictions must be as many as labels; got 1 and 2';
    expect(() => resultOf(pearsonCorrelation, [{ labels: [1, 2], predictions: [1] }]))
      .toThrow(new InvalidInputError(lengths));
    expect(() => resultOf(pearsonCorrelation, [{ labels: [1, NaN], predictions: [1, 2] }])).toThrow(NonFiniteError);
  });
});

describe('spearmanCorrelation', () => {
  followsTheLawsOfMetrics(spearmanCorrelation, batches, toTwelveDigits);

  it('is 1 wherever one side rises with the other', () => {
    expect(resultOf(spearmanCorrelation, [{ labels: [1, 2, 3, 4], predictions: [1, 10, 11, 1e9] }])).toBeCloseTo(1, 12);
  });

  it('refuses a constant side', () => {
    const message = 'spearmanCorrelation: the predictions are all the same, so there is no correlation';
    expect(() => resultOf(spearmanCorrelation, [{ labels: [1, 2], predictions: [3, 3] }]))
      .toThrow(new InvalidInputError(message));
  });
});
