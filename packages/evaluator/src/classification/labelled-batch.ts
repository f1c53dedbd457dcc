import { InvalidInputError, showValue } from '@oneday/core';

/** The name or number of a class. A number is the same class as its decimal text. */
export type Label = string | number;

/** What is true of some items, and what was predicted of them. */
export interface LabelledBatch {
  readonly labels: readonly Label[];
  /** As many as labels. */
  readonly predictions: readonly Label[];
}

/**
 * The batch, once both sides have the same length and hold labels only.
 * @throws InvalidInputError otherwise
 */
export function checkedBatch(metric: string, { labels, predictions }: LabelledBatch): LabelledBatch {
  requireSameLength(metric, 'predictions', predictions.length, labels.length);
  for (const label of [...labels, ...predictions]) {
    if (typeof label === 'string' || Number.isSafeInteger(label)) continue;
    throw new InvalidInputError(`${metric}: labels must be strings or integers; got ${showValue(label)}`);
  }
  return { labels, predictions };
}

/** @throws InvalidInputError when there are more or fewer of something than labels */
export function requireSameLength(metric: string, what: string, count: number, labelCount: number): void {
  if (count === labelCount) return;
  throw new InvalidInputError(`${metric}: ${what} must be as many as labels; got ${count} and ${labelCount}`);
}

/** Labels in ascending order: by number if all are integers, else by code points. */
export function sortLabels(labels: Iterable<string>): string[] {
  const all = [...labels];
  const areNumbers = all.every((label) => /^-?\d+$/.test(label));
  return areNumbers ? all.sort((a, b) => Number(a) - Number(b)) : all.sort(byCodePoint);
}

/** UTF-16 order puts characters beyond U+FFFF before U+E000 to U+FFFF; Python does not. */
function byCodePoint(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  const at = left.findIndex((character, i) => character !== right[i]);
  if (at < 0) return left.length - right.length;
  return right[at] === undefined ? 1 : left[at]!.codePointAt(0)! - right[at].codePointAt(0)!;
}
