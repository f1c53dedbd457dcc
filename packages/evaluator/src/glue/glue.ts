import { ConfigError, showValue, suggestName } from '@oneday/core';
import type { Json, Metric } from '@oneday/core';
import { accuracy } from '../classification/accuracy.ts';
import type { ConfusionState } from '../classification/confusion-counts.ts';
import type { LabelledBatch } from '../classification/labelled-batch.ts';
import { matthewsCorrelation } from '../classification/matthews-correlation.ts';
import { precisionRecallF1 } from '../classification/precision-recall-f1.ts';
import { pearsonCorrelation } from '../correlation/pearson.ts';
import { spearmanCorrelation } from '../correlation/spearman.ts';

/** The tasks of GLUE (Wang et al. 2018). */
export type GlueTask = 'cola' | 'sst2' | 'mrpc' | 'stsb' | 'qqp' | 'mnli' | 'qnli' | 'rte' | 'wnli';

/** Labels and predictions: numbers of classes, or for STS-B similarities. */
export interface GlueBatch {
  readonly labels: readonly number[];
  /** As many as labels. */
  readonly predictions: readonly number[];
}

/** States of a task's metrics, by name. */
export type GlueState = { readonly [metric: string]: Json };

type Part = Metric<GlueBatch, Json, number>;

const PARTS: Readonly<Record<GlueTask, readonly string[]>> = {
  cola: ['matthewsCorrelation'],
  sst2: ['accuracy'],
  mrpc: ['accuracy', 'f1'],
  stsb: ['pearson', 'spearman'],
  qqp: ['accuracy', 'f1'],
  mnli: ['accuracy'],
  qnli: ['accuracy'],
  rte: ['accuracy'],
  wnli: ['accuracy'],
};

/** The names of the tasks. */
export const GLUE_TASKS = Object.keys(PARTS) as readonly GlueTask[];

const fScores = precisionRecallF1({ average: 'binary' });
const f1: Metric<LabelledBatch, ConfusionState, number> = {
  ...fScores, result: (state) => fScores.result(state).f1,
};

// A state goes back only to the metric that it came from.
const METRICS = {
  accuracy, matthewsCorrelation, f1, pearson: pearsonCorrelation, spearman: spearmanCorrelation,
} as unknown as Readonly<Record<string, Part>>;

/**
 * The scores of a GLUE task by name, each in [−1, 1]: Matthews' correlation for CoLA, Pearson's and Spearman's for
 * STS-B, accuracy and F1 of class 1 for MRPC and QQP, accuracy for the others.
 *
 * @throws ConfigError for an unknown task
 */
export function glue(task: GlueTask): Metric<GlueBatch, GlueState, Record<string, number>> {
  if (!GLUE_TASKS.includes(task)) {
    throw new ConfigError(`glue: unknown task ${showValue(task)}; ${suggestName(String(task), GLUE_TASKS)}`);
  }
  const byName = <T>(each: (metric: Part, name: string) => T) => (
    Object.fromEntries(PARTS[task].map((name) => [name, each(METRICS[name]!, name)]))
  );
  return {
    name: task,
    initial: () => byName((metric) => metric.initial()),
    update: (state, batch) => byName((metric, name) => metric.update(state[name]!, batch)),
    merge: (a, b) => byName((metric, name) => metric.merge(a[name]!, b[name]!)),
    result: (state) => byName((metric, name) => metric.result(state[name]!)),
  };
}
