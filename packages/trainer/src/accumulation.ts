/** How many micro-batches a step has. */
import { ConfigError, showValue } from '@oneday/core';

/**
 * A batch that grows (Geiping & Goldstein 2023: small batches early in the run, where the gradient's noise hardly
 * matters). The number of micro-batches rises linearly with progress.
 */
export interface AccumulationRamp {
  /** Micro-batches a step from `untilFraction` on. */
  readonly last: number;
  /** Progress at which `last` is reached, in (0, 1]. */
  readonly untilFraction: number;
}

/** Micro-batches of a step that begins at `progress`, rounded to the nearest integer. */
export function accumulationAt(first: number, ramp: AccumulationRamp | undefined, progress: number): number {
  if (ramp === undefined) return first;
  return Math.round(first + (ramp.last - first) * Math.min(1, progress / ramp.untilFraction));
}

/** @throws ConfigError for a number out of range */
export function checkAccumulationRamp({ last, untilFraction }: AccumulationRamp): void {
  if (!Number.isSafeInteger(last) || last < 1) {
    throw new ConfigError(`train: accumulationRamp.last must be a positive integer; got ${showValue(last)}`);
  }
  if (!(untilFraction > 0 && untilFraction <= 1)) {
    throw new ConfigError(`train: accumulationRamp.untilFraction must be in (0, 1]; got ${showValue(untilFraction)}`);
  }
}
