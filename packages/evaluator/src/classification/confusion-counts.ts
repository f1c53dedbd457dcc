import { InvalidInputError } from '@oneday/core';
import { checkedBatch, sortLabels } from './labelled-batch.ts';
import type { LabelledBatch } from './labelled-batch.ts';

/** How often each label was taken for each. Its size grows with the pairs of labels that occur, not with the items. */
export type ConfusionState = {
  /** By `["label","prediction"]`, as JSON. */
  readonly counts: { readonly [pair: string]: number };
};

/** A confusion matrix of C classes. */
export interface ConfusionMatrix {
  /** The classes, in ascending order. */
  readonly labels: readonly string[];
  /** C×C: `counts[i][j]` items of class i were taken for class j. */
  readonly counts: readonly (readonly number[])[];
}

/** Nothing seen. */
export function noCounts(): ConfusionState {
  return { counts: {} };
}

/** @throws InvalidInputError when the sides of the batch differ in length, or something is no label */
export function addBatch(metric: string, state: ConfusionState, batch: LabelledBatch): ConfusionState {
  const { labels, predictions } = checkedBatch(metric, batch);
  const counts = new Map(Object.entries(state.counts));
  labels.forEach((label, i) => {
    const pair = JSON.stringify([String(label), String(predictions[i])]);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  });
  return { counts: Object.fromEntries(counts) };
}

/** The counts of two states together. */
export function mergeCounts(a: ConfusionState, b: ConfusionState): ConfusionState {
  const counts = new Map(Object.entries(a.counts));
  for (const [pair, count] of Object.entries(b.counts)) counts.set(pair, (counts.get(pair) ?? 0) + count);
  return { counts: Object.fromEntries(counts) };
}

/**
 * The matrix over all classes that occur on either side.
 * @throws InvalidInputError when nothing was seen
 */
export function matrixOf(metric: string, state: ConfusionState): ConfusionMatrix {
  const entries = Object.entries(state.counts).map(([pair, count]) => {
    const [label, prediction] = JSON.parse(pair) as [string, string];
    return { label, prediction, count };
  });
  if (entries.length === 0) throw new InvalidInputError(`${metric}: no items were scored, so there is no score`);
  const labels = sortLabels(new Set(entries.flatMap(({ label, prediction }) => [label, prediction])));
  const places = new Map(labels.map((label, i) => [label, i]));
  const counts = labels.map(() => new Array<number>(labels.length).fill(0));
  for (const { label, prediction, count } of entries) counts[places.get(label)!]![places.get(prediction)!] = count;
  return { labels, counts };
}

/** By class: items that were rightly given it, that were given it at all, and that have it. */
export interface ClassCounts {
  readonly correct: readonly number[];
  readonly predicted: readonly number[];
  readonly actual: readonly number[];
}

/** The diagonal of a confusion matrix and the sums of its columns and rows. */
export function classCounts({ counts }: ConfusionMatrix): ClassCounts {
  return {
    correct: counts.map((row, i) => row[i]!),
    predicted: counts.map((_, i) => total(counts.map((row) => row[i]!))),
    actual: counts.map(total),
  };
}

/** The sum of some numbers. */
export function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
