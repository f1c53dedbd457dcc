import { ConfigError, InvalidInputError, NonFiniteError, showValue } from '@oneday/core';
import type { Metric } from '@oneday/core';
import { meanOver } from '../checked-sums.ts';
import type { AccuracyState } from './accuracy.ts';
import { requireSameLength } from './labelled-batch.ts';

/** The classes of some items, and a model's score for each class. */
export interface ClassScoresBatch {
  /** The number of each item's class, in [0, C). */
  readonly labels: readonly number[];
  /** C scores for each item: logits, probabilities, or anything else that is higher for what is likelier. */
  readonly scores: readonly (readonly number[])[];
}

/**
 * Share of items, in [0, 1], whose class has one of the k highest scores. Of equal scores the later class comes first,
 * as in scikit-learn's `top_k_accuracy_score` for more than two classes.
 *
 * @param k an integer of at least 1
 */
export function topKAccuracy(k: number): Metric<ClassScoresBatch, AccuracyState, number> {
  if (!Number.isSafeInteger(k) || k < 1) {
    throw new ConfigError(`topKAccuracy: k must be an integer of at least 1; got ${showValue(k)}`);
  }
  return {
    name: `top${k}Accuracy`,
    initial: () => ({ correct: 0, count: 0 }),
    update(state, { labels, scores }) {
      requireSameLength('topKAccuracy', 'rows of scores', scores.length, labels.length);
      const correct = labels.filter((label, i) => rankOf(label, scores[i]!) < k).length;
      return { correct: state.correct + correct, count: state.count + labels.length };
    },
    merge: (a, b) => ({ correct: a.correct + b.correct, count: a.count + b.count }),
    result: ({ correct, count }) => meanOver('topKAccuracy', 'items', correct, count),
  };
}

/** How many classes come before the item's own. */
function rankOf(label: number, scores: readonly number[]): number {
  const own = scores[label];
  if (!Number.isSafeInteger(label) || own === undefined) {
    throw new InvalidInputError(`topKAccuracy: labels must be in [0, ${scores.length}); got ${showValue(label)}`);
  }
  const wrong = scores.find(Number.isNaN);
  if (wrong !== undefined) throw new NonFiniteError('topKAccuracy: scores must be numbers; got NaN');
  return scores.filter((score, i) => score > own || (score === own && i > label)).length;
}
