import type { Metric } from '@oneday/core';
import { addBatch, matrixOf, mergeCounts, noCounts } from './confusion-counts.ts';
import type { ConfusionMatrix, ConfusionState } from './confusion-counts.ts';
import type { LabelledBatch } from './labelled-batch.ts';

/** How often each class was taken for each, over all classes that occur as a label or as a prediction. */
export const confusionMatrix: Metric<LabelledBatch, ConfusionState, ConfusionMatrix> = {
  name: 'confusionMatrix',
  initial: noCounts,
  update: (state, batch) => addBatch('confusionMatrix', state, batch),
  merge: mergeCounts,
  result: (state) => matrixOf('confusionMatrix', state),
};
