import { InvalidInputError, NonFiniteError } from '@oneday/core';

/**
 * A sum of losses, once it is known to be finite.
 * @throws NonFiniteError otherwise: one NaN would hide all other batches
 */
export function finiteLoss(metric: string, lossSum: number): number {
  if (Number.isFinite(lossSum)) return lossSum;
  throw new NonFiniteError(`${metric}: the sum of losses must be finite; got ${lossSum}`);
}

/**
 * A number of things counted, once it is known to be one.
 * @throws InvalidInputError when it is no non-negative integer
 */
export function wholeCount(metric: string, what: string, count: number): number {
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new InvalidInputError(`${metric}: the number of ${what} must be a non-negative integer; got ${count}`);
}

/**
 * numerator / count.
 * @throws InvalidInputError when nothing was counted, of which there is no mean
 */
export function meanOver(metric: string, what: string, numerator: number, count: number): number {
  if (count === 0) throw new InvalidInputError(`${metric}: no ${what} were scored, so there is no mean`);
  return numerator / count;
}
