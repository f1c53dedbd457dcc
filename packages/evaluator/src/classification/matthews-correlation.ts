import type { Metric } from '@oneday/core';
import { addBatch, classCounts, matrixOf, mergeCounts, noCounts, total } from './confusion-counts.ts';
import type { ConfusionState } from './confusion-counts.ts';
import type { LabelledBatch } from './labelled-batch.ts';

/**
 * Matthews' correlation coefficient of labels and predictions, in [−1, 1], for any number of classes (Gorodkin 2004,
 * "Comparing two K-category assignments by a K-category correlation coefficient"). 0 where all labels or all
 * predictions are the same. Equal to scikit-learn's `matthews_corrcoef` to 1e-12.
 */
export const matthewsCorrelation: Metric<LabelledBatch, ConfusionState, number> = {
  name: 'matthewsCorrelation',
  initial: noCounts,
  update: (state, batch) => addBatch('matthewsCorrelation', state, batch),
  merge: mergeCounts,
  result(state) {
    const { correct, predicted, actual } = classCounts(matrixOf('matthewsCorrelation', state));
    const count = total(actual);
    const covariance = (a: readonly number[], b: readonly number[]) => (
      count ** 2 - total(a.map((value, i) => value * b[i]!))
    );
    const joint = total(correct) * count - total(actual.map((value, i) => value * predicted[i]!));
    const product = covariance(predicted, predicted) * covariance(actual, actual);
    return product === 0 ? 0 : joint / Math.sqrt(product);
  },
};
