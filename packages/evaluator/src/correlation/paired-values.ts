import { InvalidInputError, NonFiniteError, showValue } from '@oneday/core';

/** What is true of some items, and what was predicted of them, as numbers. */
export interface PairedValues {
  readonly labels: readonly number[];
  /** As many as labels. */
  readonly predictions: readonly number[];
}

/**
 * The values, once both sides have the same length and are finite.
 * @throws InvalidInputError or NonFiniteError otherwise
 */
export function checkedPairs(metric: string, { labels, predictions }: PairedValues): PairedValues {
  if (labels.length !== predictions.length) {
    const got = `got ${predictions.length} and ${labels.length}`;
    throw new InvalidInputError(`${metric}: predictions must be as many as labels; ${got}`);
  }
  const wrong = [labels, predictions].flatMap((values) => values.filter((value) => !Number.isFinite(value)))[0];
  if (wrong !== undefined) throw new NonFiniteError(`${metric}: values must be finite; got ${showValue(wrong)}`);
  return { labels, predictions };
}
