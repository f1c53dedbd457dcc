import { ConfigError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { followsTheLawsOfMetrics } from '../metric-tests/metric-laws.ts';
import { resultOf } from '../metric-tests/result-of.ts';
import { glue, GLUE_TASKS } from './glue.ts';

const batches = [
  { labels: [0, 1, 1, 0], predictions: [0, 1, 0, 0] }, { labels: [1, 0], predictions: [1, 1] },
];

describe.each(GLUE_TASKS)('glue %s', (task) => {
  followsTheLawsOfMetrics(glue(task), batches, (actual, expected) => {
    expect(Object.keys(actual)).toEqual(Object.keys(expected));
    for (const [name, score] of Object.entries(expected)) expect(actual[name]).toBeCloseTo(score, 12);
  });
});

describe('glue', () => {
  // Two of six are wrong: one of each class.
  it.each([
    ['cola', { matthewsCorrelation: 1 / 3 }],
    ['mrpc', { accuracy: 2 / 3, f1: 2 / 3 }],
    ['stsb', { pearson: 1 / 3, spearman: 1 / 3 }],
    ['mnli', { accuracy: 2 / 3 }],
  ] as const)('scores %s', (task, expected) => {
    const scores = resultOf(glue(task), batches);
    expect(Object.keys(scores)).toEqual(Object.keys(expected));
    for (const [name, score] of Object.entries(expected)) expect(scores[name]).toBeCloseTo(score, 12);
  });

  it('refuses a task that GLUE has not', () => {
    expect(() => glue('sst' as 'sst2')).toThrow(new ConfigError('glue: unknown task "sst"; did you mean "sst2"?'));
  });
});
