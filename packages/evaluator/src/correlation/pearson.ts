import { InvalidInputError } from '@oneday/core';
import type { Metric } from '@oneday/core';
import { checkedPairs } from './paired-values.ts';
import type { PairedValues } from './paired-values.ts';

/** Means, and sums of products of deviations from them. */
export type PearsonState = {
  readonly count: number;
  readonly labelMean: number;
  readonly predictionMean: number;
  readonly labelSquares: number;
  readonly predictionSquares: number;
  readonly products: number;
};

const NOTHING: PearsonState = {
  count: 0, labelMean: 0, predictionMean: 0, labelSquares: 0, predictionSquares: 0, products: 0,
};

/**
 * Pearson's correlation of labels and predictions, in [−1, 1]. Constant memory: sums of deviations are merged as in
 * Chan, Golub and LeVeque 1979. Equal to `scipy.stats.pearsonr` to 1e-12 where values vary by more than rounding.
 * `result` throws InvalidInputError for fewer than two items, and where one side is constant.
 */
export const pearsonCorrelation: Metric<PairedValues, PearsonState, number> = {
  name: 'pearsonCorrelation',
  initial: () => NOTHING,
  update: (state, values) => merge(state, momentsOf(checkedPairs('pearsonCorrelation', values))),
  merge,
  result: (state) => correlationOf('pearsonCorrelation', state),
};

/** The moments of some values, by two passes over them. */
export function momentsOf({ labels, predictions }: PairedValues): PearsonState {
  const count = labels.length;
  if (count === 0) return NOTHING;
  const [labelMean, predictionMean] = [meanOf(labels), meanOf(predictions)];
  let [labelSquares, predictionSquares, products] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const [x, y] = [labels[i]! - labelMean, predictions[i]! - predictionMean];
    labelSquares += x * x;
    predictionSquares += y * y;
    products += x * y;
  }
  return { count, labelMean, predictionMean, labelSquares, predictionSquares, products };
}

/** @throws InvalidInputError where there is no correlation; `metric` opens its message */
export function correlationOf(metric: string, state: PearsonState): number {
  const { count, labelSquares, predictionSquares, products } = state;
  if (count < 2) throw new InvalidInputError(`${metric}: at least two items are needed; got ${count}`);
  if (labelSquares === 0 || predictionSquares === 0) {
    const side = labelSquares === 0 ? 'labels' : 'predictions';
    throw new InvalidInputError(`${metric}: the ${side} are all the same, so there is no correlation`);
  }
  const correlation = products / (Math.sqrt(labelSquares) * Math.sqrt(predictionSquares));
  return Math.max(-1, Math.min(1, correlation));
}

function merge(a: PearsonState, b: PearsonState): PearsonState {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const count = a.count + b.count;
  const [x, y] = [b.labelMean - a.labelMean, b.predictionMean - a.predictionMean];
  const weight = (a.count * b.count) / count;
  return {
    count,
    labelMean: a.labelMean + (x * b.count) / count,
    predictionMean: a.predictionMean + (y * b.count) / count,
    labelSquares: a.labelSquares + b.labelSquares + x * x * weight,
    predictionSquares: a.predictionSquares + b.predictionSquares + y * y * weight,
    products: a.products + b.products + x * y * weight,
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
