import { InvalidInputError } from '@oneday/core';

/** A mean over documents, and how uncertain it is. */
export interface MeanWithError {
  readonly value: number;
  /** Sample standard deviation over √n; 0 for a single document. */
  readonly standardError: number;
}

/** @throws InvalidInputError when there is nothing to take the mean of; `what` opens the message */
export function meanWithError(values: readonly number[], what: string): MeanWithError {
  const count = values.length;
  if (count === 0) throw new InvalidInputError(`${what}: no documents were scored, so there is no mean`);
  const value = values.reduce((sum, one) => sum + one, 0) / count;
  if (count === 1) return { value, standardError: 0 };
  const squares = values.reduce((sum, one) => sum + (one - value) ** 2, 0);
  return { value, standardError: Math.sqrt(squares / (count - 1) / count) };
}
