import { total } from './confusion-counts.ts';
import type { ClassCounts } from './confusion-counts.ts';

/** Precision, recall and their harmonic mean, each in [0, 1] or what stands for a division by zero. */
export interface FScores {
  /** Share of the items given a class that have it. */
  readonly precision: number;
  /** Share of the items of a class that were given it. */
  readonly recall: number;
  readonly f1: number;
}

/** What stands for a ratio without denominator: a class that was never predicted, or never occurs. */
export type ZeroDivision = 0 | 1 | 'nan';

/** The scores of each class. */
export function scoresByClass({ correct, predicted, actual }: ClassCounts, zeroDivision: ZeroDivision): FScores[] {
  const undefinedRatio = zeroDivision === 'nan' ? NaN : zeroDivision;
  const ratio = (numerator: number, denominator: number) => (
    denominator === 0 ? undefinedRatio : numerator / denominator
  );
  return correct.map((hits, i) => ({
    precision: ratio(hits, predicted[i]!),
    recall: ratio(hits, actual[i]!),
    f1: ratio(2 * hits, actual[i]! + predicted[i]!),
  }));
}

/** The scores of all classes as one: items are counted over classes first. */
export function microScores({ correct, predicted, actual }: ClassCounts, zeroDivision: ZeroDivision): FScores {
  const sums = { correct: [total(correct)], predicted: [total(predicted)], actual: [total(actual)] };
  return scoresByClass(sums, zeroDivision)[0]!;
}

/** The mean of each score over classes, weighted; those that are NaN are left out. */
export function meanScores(scores: readonly FScores[], weights: readonly number[]): FScores {
  return {
    precision: weightedMean(scores.map(({ precision }) => precision), weights),
    recall: weightedMean(scores.map(({ recall }) => recall), weights),
    f1: weightedMean(scores.map(({ f1 }) => f1), weights),
  };
}

function weightedMean(values: readonly number[], weights: readonly number[]): number {
  const known = values.flatMap((value, i) => (Number.isNaN(value) ? [] : { value, weight: weights[i]! }));
  const weightSum = total(known.map(({ weight }) => weight));
  // Where all weights are 0, scikit-learn leaves them out.
  if (weightSum === 0) return total(known.map(({ value }) => value)) / known.length;
  return total(known.map(({ value, weight }) => value * weight)) / weightSum;
}
