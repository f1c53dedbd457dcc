import { InvalidInputError } from '@oneday/core';
import type { Metric } from '@oneday/core';
import { averageRanks } from '../correlation/ranks.ts';
import { requireRoom } from '../held-values.ts';
import { checkedScores } from './scored-batch.ts';
import type { BinaryScoresBatch } from './scored-batch.ts';

/** All scores seen: they have to be sorted at the end. */
export type RocAucState = { readonly labels: readonly number[]; readonly scores: readonly number[] };

/**
 * Area under the receiver operating characteristic: the probability that a positive item has a higher score than a
 * negative one, ties counting half, in [0, 1]. Holds all scores, at most `HELD_VALUES_MAX` of them. Equal to
 * scikit-learn's `roc_auc_score` to 1e-12. `result` throws InvalidInputError where all items are of one class.
 */
export const rocAuc: Metric<BinaryScoresBatch, RocAucState, number> = {
  name: 'rocAuc',
  initial: () => ({ labels: [], scores: [] }),
  update: (state, batch) => joined(state, checkedScores('rocAuc', batch)),
  merge: joined,
  result({ labels, scores }) {
    const positives = labels.filter((label) => label === 1).length;
    const negatives = labels.length - positives;
    if (positives === 0 || negatives === 0) {
      const got = `got ${positives} positive and ${negatives} negative items`;
      throw new InvalidInputError(`rocAuc: items of both classes are needed; ${got}`);
    }
    // Mann and Whitney's U statistic, from the ranks of the positive items.
    const ranks = averageRanks(scores);
    const rankSum = labels.reduce((sum, label, i) => sum + label * ranks[i]!, 0);
    return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
  },
};

function joined(a: RocAucState, b: RocAucState): RocAucState {
  requireRoom('rocAuc', 'scores', a.scores.length + b.scores.length);
  return { labels: [...a.labels, ...b.labels], scores: [...a.scores, ...b.scores] };
}
