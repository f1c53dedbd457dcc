import { ConfigError, InvalidInputError, showValue } from '@oneday/core';
import type { Metric } from '@oneday/core';
import { meanOver } from '../checked-sums.ts';
import { requireSameLength } from './labelled-batch.ts';

/** How sure a model was of its predictions, and whether they were right. */
export interface ConfidenceBatch {
  /** Probability the model gave to its prediction, in [0, 1]. */
  readonly confidences: readonly number[];
  readonly correct: readonly boolean[];
}

/** Sums by bin of confidence. */
export type CalibrationState = {
  readonly counts: readonly number[];
  readonly confidenceSums: readonly number[];
  readonly correct: readonly number[];
};

/**
 * Expected calibration error (Guo et al. 2017, "On Calibration of Modern Neural Networks"): how far confidence and
 * accuracy are apart, in [0, 1], as the mean over bins of equal width weighted by their items. Bin m of M holds
 * confidences in (m/M, (m+1)/M], the first 0 too.
 *
 * @param bins M, an integer in 1…1000; 15 unless given, as in the paper
 */
export function expectedCalibrationError(bins = 15): Metric<ConfidenceBatch, CalibrationState, number> {
  const name = 'expectedCalibrationError';
  if (!Number.isSafeInteger(bins) || bins < 1 || bins > 1000) {
    throw new ConfigError(`${name}: bins must be an integer in 1…1000; got ${showValue(bins)}`);
  }
  const zeros = () => new Array<number>(bins).fill(0);
  return {
    name,
    initial: () => ({ counts: zeros(), confidenceSums: zeros(), correct: zeros() }),
    update(state, { confidences, correct }) {
      requireSameLength(name, 'confidences', confidences.length, correct.length);
      const sums = { counts: zeros(), confidenceSums: zeros(), correct: zeros() };
      confidences.forEach((confidence, i) => {
        if (!(confidence >= 0 && confidence <= 1)) {
          throw new InvalidInputError(`${name}: confidences must be in [0, 1]; got ${showValue(confidence)}`);
        }
        const bin = binOf(confidence, bins);
        sums.counts[bin]! += 1;
        sums.confidenceSums[bin]! += confidence;
        sums.correct[bin]! += correct[i] === true ? 1 : 0;
      });
      return merge(state, sums);
    },
    merge,
    result({ counts, confidenceSums, correct }) {
      const count = counts.reduce((sum, value) => sum + value, 0);
      const gap = counts.reduce((sum, _, bin) => sum + Math.abs(correct[bin]! - confidenceSums[bin]!), 0);
      return meanOver(name, 'items', gap, count);
    },
  };
}

/** The bin whose upper edge, as a double, is the first at or above the confidence. */
function binOf(confidence: number, bins: number): number {
  let bin = Math.max(0, Math.ceil(confidence * bins) - 1);
  while (bin > 0 && confidence <= bin / bins) bin--;
  while (bin < bins - 1 && confidence > (bin + 1) / bins) bin++;
  return bin;
}

function merge(a: CalibrationState, b: CalibrationState): CalibrationState {
  if (a.counts.length !== b.counts.length) {
    const got = `got ${a.counts.length} and ${b.counts.length}`;
    throw new InvalidInputError(`expectedCalibrationError: states to merge must have the same bins; ${got}`);
  }
  const add = (left: readonly number[], right: readonly number[]) => left.map((value, bin) => value + right[bin]!);
  return {
    counts: add(a.counts, b.counts),
    confidenceSums: add(a.confidenceSums, b.confidenceSums),
    correct: add(a.correct, b.correct),
  };
}
