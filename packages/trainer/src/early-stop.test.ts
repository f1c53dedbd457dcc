import { ConfigError, InvalidInputError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { checkEarlyStop, noEvaluations, withEvaluation } from './early-stop.ts';
import type { EarlyStop } from './early-stop.ts';

describe('early stopping', () => {
  const rule: EarlyStop = { value: 'loss', patience: 3 };
  const after = (losses: readonly number[], of = rule) => (
    losses.reduce((state, loss) => withEvaluation(of, state, { loss }), noEvaluations)
  );

  it('counts the evaluations since the best one', () => {
    expect(after([3, 2, 2.5, 2])).toEqual({ best: 2, withoutBest: 2 });
    expect(after([3, 2, 2.5, 1.9])).toEqual({ best: 1.9, withoutBest: 0 });
  });

  it('takes no improvement that is too small', () => {
    expect(after([3, 2.95, 2.92], { ...rule, leastImprovement: 0.1 })).toEqual({ best: 3, withoutBest: 2 });
    expect(after([3, 2.95, 2.89], { ...rule, leastImprovement: 0.1 })).toEqual({ best: 2.89, withoutBest: 0 });
  });

  it('takes what is no number for no improvement', () => {
    expect(after([NaN, 3, NaN])).toEqual({ best: 3, withoutBest: 1 });
  });

  it('says which number the evaluation lacks', () => {
    expect(() => withEvaluation({ ...rule, value: 'valLos' }, noEvaluations, { valLoss: 1 }))
      .toThrow(new InvalidInputError('train: evaluate gave no "valLos" for earlyStop; did you mean "valLoss"?'));
  });

  it.each([
    [{ patience: 0 }, 'train: earlyStop.patience must be a positive integer; got 0'],
    [{ leastImprovement: -1 }, 'train: earlyStop.leastImprovement must be at least 0; got -1'],
  ])('refuses %o', (fields, message) => {
    expect(() => checkEarlyStop({ ...rule, ...fields })).toThrow(new ConfigError(message));
  });
});
