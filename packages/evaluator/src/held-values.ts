import { InvalidInputError } from '@oneday/core';

/**
 * Most values that a metric holds which has to see all of them at once: about a hundred megabytes. Metrics that do say
 * so; all others take constant memory.
 */
export const HELD_VALUES_MAX = 5_000_000;

/** @throws InvalidInputError when there are more values than a metric holds */
export function requireRoom(metric: string, what: string, count: number): void {
  if (count <= HELD_VALUES_MAX) return;
  const rule = `it has to hold all ${what}, and holds at most ${HELD_VALUES_MAX}`;
  throw new InvalidInputError(`${metric}: ${rule}; got ${count}; score a sample of them`);
}
