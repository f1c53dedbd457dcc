import { ConfigError, InvalidInputError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../metric-tests/expect-close.ts';
import { readFixture } from '../metric-tests/fixture.ts';
import { followsTheLawsOfMetrics } from '../metric-tests/metric-laws.ts';
import { resultOf } from '../metric-tests/result-of.ts';
import { lenientEntities } from './lenient-entities.ts';
import { seqeval } from './seqeval.ts';
import type { EntityScores, TaggedSentence } from './seqeval.ts';
import { strictEntities } from './strict-entities.ts';
import type { TaggingScheme } from './strict-entities.ts';

interface Case {
  /** Empty: the default mode. */
  readonly scheme: TaggingScheme | '';
  readonly zeroDivision: 0 | 1;
  readonly sentences: readonly TaggedSentence[];
  /** Precision, recall and F1; null where there is no mean. */
  readonly averages: Readonly<Record<'micro' | 'macro' | 'weighted', readonly number[] | null>>;
  /** Precision, recall, F1 and support of each type. */
  readonly types: readonly (readonly number[])[];
  readonly accuracy: number;
}

const figures = ({ precision, recall, f1 }: EntityScores) => [precision, recall, f1];

// Made with seqeval by tools/parity/seqeval_metrics_fixture.py.
describe('beside seqeval', () => {
  const cases = readFixture<Case>('seqeval');

  const schemes = ['', 'IOB1', 'IOB2', 'IOE1', 'IOE2', 'IOBES', 'BILOU'] as const;
  it.each(schemes)('has its scores to 1e-12, scheme "%s"', (scheme) => {
    const ofScheme = cases.filter((one) => one.scheme === scheme);
    expect(ofScheme.length).toBeGreaterThanOrEqual(40);
    for (const one of ofScheme) {
      const options = { zeroDivision: one.zeroDivision, ...(scheme !== '' && { scheme }) };
      const { types, accuracy, ...averages } = resultOf(seqeval(options), one.sentences);
      expectClose(types.map((type) => [...figures(type), type.support]), one.types, one);
      expectClose(accuracy, one.accuracy, one);
      for (const average of ['micro', 'macro', 'weighted'] as const) {
        const expected = one.averages[average];
        if (expected !== null) expectClose(figures(averages[average]), expected, [average, one]);
      }
    }
  });
});

describe('seqeval', () => {
  const sentences = [
    { labels: ['O', 'B-MISC', 'I-MISC', 'O'], predictions: ['B-MISC', 'I-MISC', 'I-MISC', 'O'] },
    { labels: ['B-PER', 'I-PER'], predictions: ['B-PER', 'I-PER'] },
  ];
  followsTheLawsOfMetrics(seqeval(), sentences);

  it('has the published scores of seqeval\'s README', () => {
    const { micro, types } = resultOf(seqeval(), sentences);
    expect(micro).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5, support: 2 });
    expect(types.map(({ type, f1 }) => [type, f1])).toEqual([['MISC', 0], ['PER', 1]]);
  });

  it('refuses tags that are none, sides of two lengths, and unknown schemes', () => {
    const tags = 'seqeval: tags must be O, or B, I, E or S with a type such as B-PER; got "X-PER"';
    expect(() => resultOf(seqeval(), [{ labels: ['X-PER'], predictions: ['O'] }])).toThrow(new InvalidInputError(tags));
    const scheme = 'seqeval: tags of IOB2 begin with one of I, O, B; got "E-PER"';
    expect(() => resultOf(seqeval({ scheme: 'IOB2' }), [{ labels: ['E-PER'], predictions: ['O'] }]))
      .toThrow(new InvalidInputError(scheme));
    const lengths = 'seqeval: a sentence must have as many predictions as labels; got 2 and 1';
    expect(() => resultOf(seqeval(), [{ labels: ['O'], predictions: ['O', 'O'] }]))
      .toThrow(new InvalidInputError(lengths));
    expect(() => seqeval({ scheme: 'IOB' as 'IOB1' })).toThrow(ConfigError);
  });
});

describe('entities', () => {
  it('without a scheme begin where an I has nothing before it', () => {
    expect(lenientEntities(['I-PER', 'I-LOC', 'O', 'E-LOC'])).toEqual([
      { type: 'PER', start: 0, end: 1 }, { type: 'LOC', start: 1, end: 2 }, { type: 'LOC', start: 3, end: 4 },
    ]);
  });

  it('of a scheme are those alone that keep to it', () => {
    expect(strictEntities(['I-PER', 'B-LOC', 'I-LOC', 'I-PER'], 'IOB2')).toEqual([{ type: 'LOC', start: 1, end: 3 }]);
  });
});
