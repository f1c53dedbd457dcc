import { ConfigError, InvalidInputError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../metric-tests/expect-close.ts';
import { readFixture } from '../metric-tests/fixture.ts';
import { followsTheLawsOfMetrics } from '../metric-tests/metric-laws.ts';
import { resultOf } from '../metric-tests/result-of.ts';
import { porterStem } from './porter-stemmer.ts';
import { rouge } from './rouge.ts';
import type { RougeType, SummarizedText } from './rouge.ts';
import type { RougeScore } from './rouge-scores.ts';

interface Case extends SummarizedText {
  readonly stem: boolean;
  /** Precision, recall and F1 of each type. */
  readonly scores: readonly (readonly number[])[];
  readonly words: Readonly<Record<string, string>>;
}

const types: readonly RougeType[] = ['rouge1', 'rouge2', 'rouge4', 'rougeL', 'rougeLsum'];
const figures = ({ precision, recall, f1 }: RougeScore) => [precision, recall, f1];

// Made with Google's rouge-score and NLTK by tools/parity/rouge_metrics_fixture.py.
describe('beside rouge-score', () => {
  const cases = readFixture<Case>('rouge');

  it('has its scores to 1e-12, with and without stemming', () => {
    expect(cases.length).toBeGreaterThanOrEqual(200);
    for (const one of cases) {
      const scores = resultOf(rouge({ types, stem: one.stem }), [one]);
      expectClose(types.map((type) => figures(scores[type]!)), one.scores, one);
    }
  });

  it('has NLTK\'s stems', () => {
    const words = Object.assign({}, ...cases.map((one) => one.words)) as Record<string, string>;
    expect(Object.keys(words).length).toBeGreaterThan(1000);
    expect(Object.fromEntries(Object.keys(words).map((word) => [word, porterStem(word)]))).toEqual(words);
  });
});

describe('rouge', () => {
  followsTheLawsOfMetrics(rouge({ stem: true }), [
    { summary: 'the cat sat\non the mat', references: ['a cat is sitting\non a mat'] },
    { summary: 'dogs bark', references: ['the dog barks', 'dogs bark loudly'] },
  ], (actual, expected) => {
    for (const type of Object.keys(expected)) expectClose(figures(actual[type]!), figures(expected[type]!), type);
  });

  it('is 0 for text that has no letters from a to z', () => {
    const { rouge1, rougeLsum } = resultOf(rouge(), [{ summary: '苹果', references: ['苹果'] }]);
    expect([rouge1!.f1, rougeLsum!.f1]).toEqual([0, 0]);
  });

  it('takes the reference with the highest F1 for each variant on its own', () => {
    const { rouge1, rouge2 } = resultOf(rouge(), [{ summary: 'a b c', references: ['c b a', 'a b x y'] }]);
    expect([rouge1!.f1, rouge2!.recall]).toEqual([1, 1 / 3]);
  });

  it('refuses unknown variants, texts without reference, and texts that are too long', () => {
    expect(() => rouge({ types: ['rougeLSum' as 'rougeLsum'] }))
      .toThrow(new ConfigError('rouge: unknown variant "rougeLSum"; did you mean "rougeLsum"?'));
    expect(() => resultOf(rouge(), [{ summary: 'a', references: [] }])).toThrow(InvalidInputError);
    const long = 'a '.repeat(10_001);
    expect(() => resultOf(rouge(), [{ summary: long, references: [long] }])).toThrow('must be at most 100000000');
  });
});
