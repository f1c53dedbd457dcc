import { ConfigError, InvalidInputError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../metric-tests/expect-close.ts';
import { readFixture } from '../metric-tests/fixture.ts';
import { followsTheLawsOfMetrics } from '../metric-tests/metric-laws.ts';
import { resultOf } from '../metric-tests/result-of.ts';
import { answerWords } from './answer-text.ts';
import { squad } from './squad.ts';
import { squadV2 } from './squad-v2.ts';
import type { PossiblyAnsweredQuestion, SquadV2Group, SquadV2Result } from './squad-v2.ts';

interface Case {
  readonly questions: readonly Required<PossiblyAnsweredQuestion>[];
  readonly threshold: number;
  /** Exact match and F1 of the questions that have answers. */
  readonly v1?: readonly number[];
  readonly v2: Readonly<Record<string, number>>;
}

/** Our result under the names of the official script. */
function named({ withAnswer, withoutAnswer, bestExactMatch, bestF1, ...all }: SquadV2Result): Record<string, number> {
  const group = (prefix: string, scores: SquadV2Group | undefined) => (scores === undefined ? {} : {
    [`${prefix}exact`]: scores.exactMatch, [`${prefix}f1`]: scores.f1, [`${prefix}total`]: scores.count,
  });
  return {
    ...group('', all), ...group('HasAns_', withAnswer), ...group('NoAns_', withoutAnswer),
    best_exact: bestExactMatch.score, best_exact_thresh: bestExactMatch.threshold,
    best_f1: bestF1.score, best_f1_thresh: bestF1.threshold,
  };
}

// Made with the official scripts' functions by tools/parity/answer_metrics_fixture.py.
describe('beside SQuAD\'s scripts', () => {
  const cases = readFixture<Case>('answers');

  it('has the scores of 1.1 to 1e-12', () => {
    const answered = cases.filter(({ v1 }) => v1 !== undefined);
    expect(answered.length).toBeGreaterThanOrEqual(100);
    for (const one of answered) {
      const { exactMatch, f1 } = resultOf(squad, one.questions.filter(({ answers }) => answers.length > 0));
      expectClose([exactMatch, f1], one.v1, one);
    }
  });

  it('has the scores and thresholds of 2.0 to 1e-12', () => {
    for (const one of cases) {
      const ours = named(resultOf(squadV2(one.threshold), one.questions));
      expect(Object.keys(ours).sort(), JSON.stringify(one)).toEqual(Object.keys(one.v2).sort());
      for (const [key, expected] of Object.entries(one.v2)) expectClose(ours[key], expected, [key, one]);
    }
  });
});

describe('answerWords', () => {
  it('gives the published example of T5\'s tests', () => {
    expect(answerWords('`Needs\tA_LOT of the \'normalization\'."‘').join(' ')).toBe('needs alot of normalization‘');
  });

  it('takes an article for one only where it is a word, in every script', () => {
    expect(answerWords('the cat, a人 thé An')).toEqual(['cat', 'a人', 'thé']);
  });
});

describe('squad', () => {
  followsTheLawsOfMetrics(squad, [
    { prediction: 'The cat', answers: ['a cat', 'dog'] }, { prediction: 'dog house', answers: ['dog'] },
    { prediction: '', answers: ['x'] },
  ]);

  it('refuses questions without answers', () => {
    const message = 'squad: each question needs at least one answer; got none; take squadV2 for questions without one';
    expect(() => resultOf(squad, [{ prediction: '', answers: [] }])).toThrow(new InvalidInputError(message));
  });
});

describe('squadV2', () => {
  followsTheLawsOfMetrics(squadV2(0.5), [
    { prediction: 'cat', answers: ['a cat'], noAnswerProbability: 0.1 },
    { prediction: 'dog', answers: [], noAnswerProbability: 0.7 },
    { prediction: '', answers: [], noAnswerProbability: 0.9 },
  ]);

  it('counts a question as unanswered above the threshold, and finds the threshold that is best', () => {
    const questions = [
      { prediction: 'cat', answers: ['cat'], noAnswerProbability: 0.6 },
      { prediction: 'dog', answers: [], noAnswerProbability: 0.8 },
    ];
    const { exactMatch, bestExactMatch, withAnswer, withoutAnswer } = resultOf(squadV2(0.5), questions);
    expect([exactMatch, withAnswer!.exactMatch, withoutAnswer!.exactMatch]).toEqual([50, 0, 100]);
    expect(bestExactMatch).toEqual({ score: 100, threshold: 0.6 });
  });

  it('refuses numbers that are not finite', () => {
    expect(() => squadV2(NaN)).toThrow(new ConfigError('squadV2: noAnswerThreshold must be a finite number; got NaN'));
    expect(() => resultOf(squadV2(), [{ prediction: '', answers: [], noAnswerProbability: NaN }]))
      .toThrow(new InvalidInputError('squadV2: noAnswerProbability must be finite; got NaN'));
  });
});
