/** Ending a run whose evaluations no longer get better. */
import { ConfigError, InvalidInputError, showValue, suggestName } from '@oneday/core';
import type { Evaluation } from './events.ts';

/** When to give up. */
export interface EarlyStop {
  /** The number of the evaluation that is to fall: `loss`, `bitsPerByte`. */
  readonly value: string;
  /** Evaluations in a row without a new best after which the run ends. */
  readonly patience: number;
  /** A new best is lower than the old one by more than this. Default 0. */
  readonly leastImprovement?: number | undefined;
}

/** The evaluations so far, as plain data. */
export interface EarlyStopState {
  /** The lowest value; null before the first evaluation. */
  readonly best: number | null;
  /** Evaluations since then. */
  readonly withoutBest: number;
}

/** Before the first evaluation. */
export const noEvaluations: EarlyStopState = { best: null, withoutBest: 0 };

/**
 * The state with one more evaluation. A value that is not a number is no new best.
 * @throws InvalidInputError when the evaluation has no such value
 */
export function withEvaluation(rule: EarlyStop, before: EarlyStopState, evaluation: Evaluation): EarlyStopState {
  const { value: name, leastImprovement = 0 } = rule;
  if (!Object.hasOwn(evaluation, name)) {
    const suggestion = suggestName(name, Object.keys(evaluation));
    throw new InvalidInputError(`train: evaluate gave no ${showValue(name)} for earlyStop; ${suggestion}`);
  }
  const value = evaluation[name]!;
  if (value < (before.best ?? Infinity) - leastImprovement) return { best: value, withoutBest: 0 };
  return { best: before.best, withoutBest: before.withoutBest + 1 };
}

/** @throws ConfigError for a number out of range */
export function checkEarlyStop({ patience, leastImprovement = 0 }: EarlyStop): void {
  if (!Number.isSafeInteger(patience) || patience < 1) {
    throw new ConfigError(`train: earlyStop.patience must be a positive integer; got ${showValue(patience)}`);
  }
  if (!(leastImprovement >= 0)) {
    throw new ConfigError(`train: earlyStop.leastImprovement must be at least 0; got ${showValue(leastImprovement)}`);
  }
}
