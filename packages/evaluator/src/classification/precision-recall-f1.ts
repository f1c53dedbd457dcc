import { ConfigError, InvalidInputError, showValue, suggestName } from '@oneday/core';
import type { Metric } from '@oneday/core';
import { addBatch, classCounts, matrixOf, mergeCounts, noCounts } from './confusion-counts.ts';
import type { ConfusionState } from './confusion-counts.ts';
import { meanScores, microScores, scoresByClass } from './f-score.ts';
import type { FScores, ZeroDivision } from './f-score.ts';
import type { Label, LabelledBatch } from './labelled-batch.ts';

/** How the scores of classes become one score. */
export type Average = 'binary' | 'micro' | 'macro' | 'weighted';

/** What precision, recall and F1 depend on. */
export interface FScoreOptions {
  /**
   * `binary`: those of `positiveLabel` alone. `micro`: items are counted over classes first. `macro`: the mean over
   * classes. `weighted`: the mean over classes by their number of items.
   */
  readonly average: Average;
  /** The class that `binary` is about. Default: 1. */
  readonly positiveLabel?: Label;
  /** What stands for a division by zero; NaN is left out of means. Default: 0. */
  readonly zeroDivision?: ZeroDivision;
}

/** The scores of one class. */
export interface ClassFScores extends FScores {
  readonly label: string;
  /** Items that have the class. */
  readonly support: number;
}

const AVERAGES: readonly string[] = ['binary', 'micro', 'macro', 'weighted'];

/**
 * Precision, recall and F1 over all classes that occur, as scikit-learn's `precision_recall_fscore_support` has them.
 * Equal to it to 1e-12.
 *
 * @throws ConfigError for an unknown average. `result` throws InvalidInputError where `binary` is asked of more than
 *   two classes, or of two of which none is `positiveLabel`
 */
export function precisionRecallF1(options: FScoreOptions): Metric<LabelledBatch, ConfusionState, FScores> {
  const { average, positiveLabel = 1, zeroDivision = 0 } = options;
  if (!AVERAGES.includes(average)) {
    const known = suggestName(String(average), AVERAGES);
    throw new ConfigError(`precisionRecallF1: unknown average ${showValue(average)}; ${known}`);
  }
  return {
    name: `${average}F1`,
    initial: noCounts,
    update: (state, batch) => addBatch('precisionRecallF1', state, batch),
    merge: mergeCounts,
    result(state) {
      const matrix = matrixOf('precisionRecallF1', state);
      const counts = classCounts(matrix);
      if (average === 'micro') return microScores(counts, zeroDivision);
      const scores = scoresByClass(counts, zeroDivision);
      if (average === 'binary') return scoresOfPositive(matrix.labels, scores, String(positiveLabel), zeroDivision);
      return meanScores(scores, average === 'macro' ? scores.map(() => 1) : counts.actual);
    },
  };
}

/**
 * Precision, recall, F1 and number of items of each class that occurs, in ascending order of labels.
 *
 * @param zeroDivision what stands for a division by zero; 0 unless given
 */
export function perClassF1(zeroDivision: ZeroDivision = 0): Metric<LabelledBatch, ConfusionState, ClassFScores[]> {
  return {
    name: 'perClassF1',
    initial: noCounts,
    update: (state, batch) => addBatch('perClassF1', state, batch),
    merge: mergeCounts,
    result(state) {
      const matrix = matrixOf('perClassF1', state);
      const counts = classCounts(matrix);
      return scoresByClass(counts, zeroDivision)
        .map((scores, i) => ({ label: matrix.labels[i]!, ...scores, support: counts.actual[i]! }));
    },
  };
}

function scoresOfPositive(
  labels: readonly string[], scores: readonly FScores[], positive: string, zeroDivision: ZeroDivision,
): FScores {
  if (labels.length > 2) {
    const rule = 'the average binary is of at most two classes; take micro, macro or weighted';
    throw new InvalidInputError(`precisionRecallF1: ${rule}; got ${labels.length} classes`);
  }
  const found = scores[labels.indexOf(positive)];
  if (found !== undefined) return found;
  if (labels.length === 2) {
    const rule = `positiveLabel must be one of ${showValue(labels)}`;
    throw new InvalidInputError(`precisionRecallF1: ${rule}; got ${positive}`);
  }
  return microScores({ correct: [0], predicted: [0], actual: [0] }, zeroDivision);
}
