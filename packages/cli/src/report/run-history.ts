import type { JsonObject } from '@oneday/core';
import { isJsonObject } from '@oneday/core';
import type { TrainEvent } from '@oneday/trainer';

/** One number for each step that was reported; NaN where an event had none. */
export interface StepSeries {
  readonly step: number[];
  /** Nats per scored position. */
  readonly loss: number[];
  readonly learningRate: number[];
  readonly gradientNorm: number[];
  readonly tokens: number[];
  readonly seconds: number[];
}

/** Scores after a step, by their names in the evaluation. */
export interface EvaluationPoint {
  readonly step: number;
  readonly scores: Readonly<Record<string, number>>;
}

/** A run as its events tell it, as a report needs it. */
export interface RunHistory {
  /** The last `started` event: its facts are texts and numbers. Absent when the run never started. */
  readonly started?: JsonObject;
  readonly steps: StepSeries;
  readonly evaluations: readonly EvaluationPoint[];
  readonly spikes: readonly { readonly step: number; readonly reason: string }[];
  /** The `finished` or `failed` event that the run ended with; absent while it runs, or when it was killed. */
  readonly end?: JsonObject;
}

/** Takes events in one after the other. */
export class RunHistoryBuilder {
  private started: JsonObject | undefined;
  private end: JsonObject | undefined;
  private readonly steps: StepSeries = {
    step: [], loss: [], learningRate: [], gradientNorm: [], tokens: [], seconds: [],
  };
  private readonly evaluations: EvaluationPoint[] = [];
  private readonly spikes: { step: number; reason: string }[] = [];

  /**
   * Takes in one event, as the trainer gives it or as a journal has it. Where a run was resumed, what came after the
   * checkpoint that it went on from is forgotten: those steps are taken again. What is no event is passed over.
   */
  add(event: TrainEvent | JsonObject): void {
    const fields = event as JsonObject;
    const step = numberOf(fields['step']);
    switch (String(fields['kind'])) {
      case 'started':
        this.started = fields;
        this.end = undefined;
        this.forgetAfter(numberOf(fields['stepsBefore']));
        break;
      case 'step':
        this.forgetAfter(step - 1);
        for (const [name, series] of Object.entries(this.steps)) series.push(numberOf(fields[name]));
        break;
      case 'evaluated':
        this.evaluations.push({ step, scores: scoresOf(fields['evaluation']) });
        break;
      case 'spiked':
        this.spikes.push({ step, reason: String(fields['reason']) });
        break;
      case 'finished':
      case 'failed':
        this.end = { ...fields, error: String(fields['error']) };
        break;
    }
  }

  history(): RunHistory {
    const { started, steps, evaluations, spikes, end } = this;
    return { ...(started && { started }), steps, evaluations, spikes, ...(end && { end }) };
  }

  private forgetAfter(step: number): void {
    const { step: steps } = this.steps;
    let kept = steps.length;
    while (kept > 0 && steps[kept - 1]! > step) kept -= 1;
    for (const series of Object.values(this.steps) as number[][]) series.length = kept;
    dropAfter(this.evaluations, step);
    dropAfter(this.spikes, step);
  }
}

/** The history that events tell. */
export function runHistory(events: Iterable<TrainEvent | JsonObject>): RunHistory {
  const builder = new RunHistoryBuilder();
  for (const event of events) builder.add(event);
  return builder.history();
}

function dropAfter(points: { readonly step: number }[], step: number): void {
  while (points.length > 0 && points.at(-1)!.step > step) points.pop();
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : NaN;
}

function scoresOf(evaluation: unknown): Readonly<Record<string, number>> {
  if (!isJsonObject(evaluation)) return {};
  const scores = Object.entries(evaluation).map(([name, score]) => [name, numberOf(score)] as const);
  return Object.fromEntries(scores.filter(([, score]) => Number.isFinite(score)));
}
