import { InvalidInputError } from '@oneday/core';
import type { Metric } from '@oneday/core';
import { answerWords, exactMatch, wordF1 } from './answer-text.ts';

/** A question's answer, and the answers that people gave. */
export interface AnsweredQuestion {
  readonly prediction: string;
  /** At least one. */
  readonly answers: readonly string[];
}

/** Sums over the questions seen. */
export type SquadState = { readonly count: number; readonly exactMatch: number; readonly f1: number };

/** Scores of answers, 0 to 100. */
export interface SquadResult {
  /** Percentage of answers that are one of the right ones. */
  readonly exactMatch: number;
  /** Mean F1 of the words that an answer shares with the right one it is nearest to. */
  readonly f1: number;
}

/**
 * Exact match and F1 of SQuAD 1.1 (Rajpurkar et al. 2016), as its script computes them: of several right answers the
 * one with the best score counts, for each score on its own. Constant memory.
 */
export const squad: Metric<AnsweredQuestion, SquadState, SquadResult> = {
  name: 'squad',
  initial: () => ({ count: 0, exactMatch: 0, f1: 0 }),
  update(state, { prediction, answers }) {
    if (answers.length === 0) {
      const remedy = 'take squadV2 for questions without one';
      throw new InvalidInputError(`squad: each question needs at least one answer; got none; ${remedy}`);
    }
    const ours = answerWords(prediction);
    const theirs = answers.map(answerWords);
    return merge(state, {
      count: 1,
      exactMatch: Math.max(...theirs.map((words) => exactMatch(ours, words))),
      f1: Math.max(...theirs.map((words) => wordF1(ours, words, 0))),
    });
  },
  merge,
  result(state) {
    if (state.count === 0) throw new InvalidInputError('squad: no questions were scored, so there is no mean');
    return { exactMatch: (100 * state.exactMatch) / state.count, f1: (100 * state.f1) / state.count };
  },
};

function merge(a: SquadState, b: SquadState): SquadState {
  return { count: a.count + b.count, exactMatch: a.exactMatch + b.exactMatch, f1: a.f1 + b.f1 };
}
