import type { Metric } from '@oneday/core';
import { meanOver } from '../checked-sums.ts';
import { checkedBatch } from './labelled-batch.ts';
import type { LabelledBatch } from './labelled-batch.ts';

/** Sums over everything seen. */
export type AccuracyState = { readonly correct: number; readonly count: number };

/** Share of items, in [0, 1], whose prediction is their label. */
export const accuracy: Metric<LabelledBatch, AccuracyState, number> = {
  name: 'accuracy',
  initial: () => ({ correct: 0, count: 0 }),
  update(state, batch) {
    const { labels, predictions } = checkedBatch('accuracy', batch);
    const correct = labels.filter((label, i) => String(label) === String(predictions[i])).length;
    return { correct: state.correct + correct, count: state.count + labels.length };
  },
  merge: (a, b) => ({ correct: a.correct + b.correct, count: a.count + b.count }),
  result: ({ correct, count }) => meanOver('accuracy', 'items', correct, count),
};
