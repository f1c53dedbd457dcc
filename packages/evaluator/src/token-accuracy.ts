import { InvalidInputError } from '@oneday/core';
import type { Metric } from '@oneday/core';
import { meanOver, wholeCount } from './checked-sums.ts';

/** How often the model's most likely token was the right one. */
export interface TokenAccuracyInput {
  /** Number of scored tokens whose label had the highest logit. */
  readonly correct: number;
  /** Number of scored tokens. */
  readonly count: number;
}

/** Sums over everything seen. */
export type TokenAccuracyState = { readonly correct: number; readonly count: number };

/** Share of scored tokens, in [0, 1], whose label had the highest logit. */
export const tokenAccuracy: Metric<TokenAccuracyInput, TokenAccuracyState, number> = {
  name: 'tokenAccuracy',
  initial: () => ({ correct: 0, count: 0 }),
  update(state, input) {
    const correct = wholeCount('tokenAccuracy', 'correct tokens', input.correct);
    const count = wholeCount('tokenAccuracy', 'tokens', input.count);
    if (correct > count) {
      throw new InvalidInputError(`tokenAccuracy: at most all tokens are correct; got ${correct} of ${count}`);
    }
    return { correct: state.correct + correct, count: state.count + count };
  },
  merge: (a, b) => ({ correct: a.correct + b.correct, count: a.count + b.count }),
  result: ({ correct, count }) => meanOver('tokenAccuracy', 'tokens', correct, count),
};
