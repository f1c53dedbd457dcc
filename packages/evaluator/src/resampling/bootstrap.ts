import { InvalidInputError } from '@oneday/core';
import type { Json, Metric } from '@oneday/core';
import { bootstrapDraws } from './bootstrap-sample.ts';
import type { BootstrapOptions } from './bootstrap-sample.ts';

/** A score, and where it would be over other items of the same kind. */
export interface BootstrapInterval {
  readonly score: number;
  /** Mean over resamples. */
  readonly mean: number;
  /** Half the width of the 95 % confidence interval: between the scores a fortieth from either end. */
  readonly halfWidth: number;
}

/** A system beside a baseline. */
export interface PairedBootstrap {
  readonly baseline: BootstrapInterval;
  readonly system: BootstrapInterval;
  /** Probability of a difference as large as theirs if there were none. */
  readonly pValue: number;
}

/** Scores items by a metric. */
export interface ScoredBy<State extends Json, Out> {
  readonly metric: Pick<Metric<never, State, Out>, 'name' | 'merge' | 'result'>;
  /** The number in a result that is compared. */
  readonly score: (result: Out) => number;
}

/**
 * Confidence interval of a score by bootstrap resampling (Efron 1979; Koehn 2004 for translation): the items are drawn
 * with replacement, as many as there are, and scored again.
 *
 * @param states the metric's state after each item alone
 * @throws InvalidInputError when there are none
 */
export function bootstrap<State extends Json, Out>(
  by: ScoredBy<State, Out>, states: readonly State[], options: BootstrapOptions = {},
): BootstrapInterval {
  return intervalOf(scoreOf(by, states), resampledScores(by, states, options));
}

/**
 * Compares two systems on the same items by paired bootstrap resampling (Koehn 2004): both are scored on the same
 * draws. The p-value is the share of draws in which their difference is further from its mean than the real one is from
 * zero, with one draw more on both sides. Equal to sacrebleu's `_paired_bs_test` on the same draws, in float64.
 *
 * @param baseline the metric's state after each item alone
 * @param system the same for the other system, in the same order
 * @throws InvalidInputError when there are none, or not as many of both
 */
export function pairedBootstrap<State extends Json, Out>(
  by: ScoredBy<State, Out>, baseline: readonly State[], system: readonly State[], options: BootstrapOptions = {},
): PairedBootstrap {
  if (baseline.length !== system.length) {
    const got = `got ${baseline.length} and ${system.length}`;
    throw new InvalidInputError(`pairedBootstrap: both systems must have the same items; ${got}`);
  }
  const [ours, theirs] = [resampledScores(by, system, options), resampledScores(by, baseline, options)];
  const [systemScore, baselineScore] = [scoreOf(by, system), scoreOf(by, baseline)];
  const differences = ours.map((score, i) => Math.abs(score - theirs[i]!));
  const meanDifference = meanOf(differences);
  const difference = Math.abs(baselineScore - systemScore);
  const further = differences.filter((one) => one - meanDifference > difference).length;
  return {
    baseline: intervalOf(baselineScore, theirs),
    system: intervalOf(systemScore, ours),
    pValue: (further + 1) / (differences.length + 1),
  };
}

function resampledScores<State extends Json, Out>(
  by: ScoredBy<State, Out>, states: readonly State[], options: BootstrapOptions,
): number[] {
  const { resamples, sample } = bootstrapDraws(options);
  return Array.from({ length: resamples }, (_, resample) => {
    const drawn = Array.from(sample(resample, states.length), (index) => states[index]!);
    return scoreOf(by, drawn);
  });
}

function scoreOf<State extends Json, Out>({ metric, score }: ScoredBy<State, Out>, states: readonly State[]): number {
  if (states.length === 0) throw new InvalidInputError(`bootstrap: no items of ${metric.name} to resample; got none`);
  return score(metric.result(states.reduce((sum, state) => metric.merge(sum, state))));
}

function intervalOf(score: number, resampled: readonly number[]): BootstrapInterval {
  const sorted = resampled.toSorted((a, b) => a - b);
  const cut = Math.floor(sorted.length / 40);
  return { score, mean: meanOf(resampled), halfWidth: 0.5 * (sorted.at(-1 - cut)! - sorted[cut]!) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
