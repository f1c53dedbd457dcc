import type { Metric } from '@oneday/core';
import { requireRoom } from '../held-values.ts';
import { checkedPairs } from './paired-values.ts';
import type { PairedValues } from './paired-values.ts';
import { correlationOf, momentsOf } from './pearson.ts';
import { averageRanks } from './ranks.ts';

/** All values seen: they have to be ranked at the end. */
export type SpearmanState = { readonly labels: readonly number[]; readonly predictions: readonly number[] };

/**
 * Spearman's correlation of labels and predictions, in [−1, 1]: Pearson's of their ranks, of which equal values share
 * the mean. Holds all values, at most `HELD_VALUES_MAX` pairs. Equal to `scipy.stats.spearmanr` to 1e-12. `result`
 * throws InvalidInputError for fewer than two items, and where one side is constant.
 */
export const spearmanCorrelation: Metric<PairedValues, SpearmanState, number> = {
  name: 'spearmanCorrelation',
  initial: () => ({ labels: [], predictions: [] }),
  update: (state, values) => joined(state, checkedPairs('spearmanCorrelation', values)),
  merge: joined,
  result: ({ labels, predictions }) => correlationOf('spearmanCorrelation', momentsOf({
    labels: [...averageRanks(labels)], predictions: [...averageRanks(predictions)],
  })),
};

function joined(a: SpearmanState, b: SpearmanState): SpearmanState {
  requireRoom('spearmanCorrelation', 'values', a.labels.length + b.labels.length);
  return { labels: [...a.labels, ...b.labels], predictions: [...a.predictions, ...b.predictions] };
}
