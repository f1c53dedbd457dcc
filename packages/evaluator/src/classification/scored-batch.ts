import { InvalidInputError, NonFiniteError, showValue } from '@oneday/core';
import { requireSameLength } from './labelled-batch.ts';

/** Which items are positive, and how positive a model takes them for. */
export interface BinaryScoresBatch {
  /** 1 for positive items, 0 for the others. */
  readonly labels: readonly number[];
  /** Higher for what is likelier to be positive. */
  readonly scores: readonly number[];
}

/**
 * The batch, once its labels are 0 or 1 and its scores finite.
 * @throws InvalidInputError for other labels or different lengths, NonFiniteError for other scores
 */
export function checkedScores(metric: string, { labels, scores }: BinaryScoresBatch): BinaryScoresBatch {
  requireSameLength(metric, 'scores', scores.length, labels.length);
  const label = labels.find((value) => value !== 0 && value !== 1);
  if (label !== undefined) throw new InvalidInputError(`${metric}: labels must be 0 or 1; got ${showValue(label)}`);
  const score = scores.find((value) => !Number.isFinite(value));
  if (score !== undefined) throw new NonFiniteError(`${metric}: scores must be finite; got ${showValue(score)}`);
  return { labels, scores };
}
