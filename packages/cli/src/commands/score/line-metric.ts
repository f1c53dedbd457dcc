import type { Json, Metric } from '@oneday/core';
import type { SettingKind, Settings } from './settings.ts';

/** A score as the command prints it. */
export interface Score {
  /** The one number that stands for all. */
  readonly score: number;
  /** What else `--json` tells. */
  readonly details: object;
  /** Lines for people. */
  readonly lines: readonly string[];
}

/** Lines of the hypotheses, and of each file of references. */
export interface LineBatch {
  /** Number of the first of them in its file, from 1. */
  readonly firstLine: number;
  readonly hypotheses: readonly string[];
  readonly references: readonly (readonly string[])[];
}

/** A metric over files whose lines belong together, ready to score. */
export interface OpenLineMetric<In, State extends Json, Out> {
  readonly metric: Metric<In, State, Out>;
  /** What the metric takes of some lines. */
  inputs(batch: LineBatch): readonly In[];
  score(result: Out): Score;
}

/** A metric over files whose lines belong together. */
export interface LineMetric {
  readonly about: string;
  readonly settings: Readonly<Record<string, SettingKind>>;
  /** Whether more than one file of references makes sense. */
  readonly takesManyReferences: boolean;
  open(settings: Settings): OpenLineMetric<never, Json, never>;
}

/** The metric with the types of its parts hidden, which nothing outside of it needs. */
export function lineMetric<In, State extends Json, Out>(
  parts: Omit<LineMetric, 'open'> & { readonly open: (settings: never) => OpenLineMetric<In, State, Out> },
): LineMetric {
  return parts as unknown as LineMetric;
}
