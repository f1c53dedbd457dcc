import { formatSeconds } from '../format.ts';
import { axisOf, shortNumber } from './axis.ts';
import type { Axis } from './axis.ts';
import type { Html } from './html.ts';
import { lineChart } from './line-chart.ts';
import type { Readout } from './line-chart.ts';
import type { RunHistory } from './run-history.ts';
import { bucketsOf, extremes, quantile, smoothed } from './thin.ts';
import type { Point } from './thin.ts';

/** Ranges that a curve is drawn in: more could not be told apart. */
const DRAWN = 600;
/** Places of a chart that tell their numbers. */
const READOUTS = 100;
/** Ranges that the speed is a mean of. */
const SPEED_RANGES = 80;
/** A smoothed curve is a mean over this share of the steps. */
const SMOOTHING = 1 / 50;
/** Names that evaluations have for the loss that the training loss is drawn with. */
const VALIDATION_LOSSES = ['valLoss', 'loss'];

const LARGE = [880, 360] as const;
const SMALL = [300, 220] as const;

/** A run's series with what is derived from them; `steps` is not empty. */
export interface RunSeries {
  readonly history: RunHistory;
  readonly smoothLoss: readonly number[];
  /** Since the first step, in seconds. */
  readonly elapsed: readonly number[];
  /** Tokens per second around each range's end. */
  readonly speed: readonly Point[];
  readonly validationLoss: readonly Point[];
}

/** Derives what charts and tables show. */
export function runSeries(history: RunHistory): RunSeries {
  const { step, loss, tokens, seconds } = history.steps;
  let time = 0;
  const elapsed = seconds.map((value) => (time += Number.isFinite(value) ? value : 0));
  const sum = (values: readonly number[], start: number, end: number) =>
    values.slice(start, end).reduce((total, value) => total + (Number.isFinite(value) ? value : 0), 0);
  // Reports come a little early or late, so that a single step has no speed of its own.
  const ranges = bucketsOf(step.length, Math.min(SPEED_RANGES, Math.ceil(step.length / 8)));
  const speed = ranges.map(([start, end]): Point => [
    step[end - 1]!, sum(tokens, start, end) / sum(seconds, start, end),
  ]);
  const validationLoss = history.evaluations.flatMap((evaluation): Point[] => {
    const name = VALIDATION_LOSSES.find((candidate) => candidate in evaluation.scores);
    return name === undefined ? [] : [[evaluation.step, evaluation.scores[name]!]];
  });
  const smoothLoss = smoothed(loss, step.length * SMOOTHING);
  return { history, smoothLoss, elapsed, speed: speed.filter(([, y]) => Number.isFinite(y)), validationLoss };
}

/** The loss over the steps: of training, smoothed, and of the held-out text. */
export function lossChart({ history: { steps }, smoothLoss, elapsed, validationLoss }: RunSeries): Html {
  const { step, loss } = steps;
  const line = sampled(step, smoothLoss);
  const shown = [...line, ...validationLoss].map(([, y]) => y);
  const low = Math.min(quantile(loss, 0.005), ...shown);
  const high = Math.max(quantile(loss, 0.995), ...shown);
  const margin = 0.04 * (high - low);
  const last = validationLoss.at(-1);
  return lineChart({
    title: 'Loss, nats per token',
    description: `Loss from ${shortNumber(loss[0]!)} at step ${step[0]} to ${shortNumber(smoothLoss.at(-1)!)} ` +
      `(smoothed) at step ${step.at(-1)}${last ? `; validation ${shortNumber(last[1])} at step ${last[0]}` : ''}.`,
    curves: [
      { name: 'training step', look: 'noise', points: extremes(step, loss, DRAWN) },
      { name: 'training, smoothed', look: 'line', points: line },
      { name: 'validation', look: 'dots', points: validationLoss.slice(-DRAWN) },
    ],
    xAxis: stepAxis(step, 8),
    yAxis: axisOf(low - margin, high + margin, 6),
    readouts: readoutsAt(step, (at) => {
      const validation = validationLoss.findLast(([evaluated]) => evaluated <= step[at]!);
      return `step ${shortStep(step[at]!)}: loss ${shortNumber(loss[at]!)}, smoothed ${shortNumber(smoothLoss[at]!)}` +
        `${validation ? `, validation ${shortNumber(validation[1])}` : ''}, after ${formatSeconds(elapsed[at]!)}`;
    }),
    size: LARGE,
  });
}

/** Learning rate, gradient norm and speed over the steps. */
export function smallCharts({ history: { steps }, speed }: RunSeries): Html[] {
  const { step, learningRate, gradientNorm } = steps;
  const smoothNorm = smoothed(gradientNorm, step.length * SMOOTHING);
  const xAxis = stepAxis(step, 2);
  const rates = sampled(step, learningRate);
  const atStep = (name: string, values: readonly number[]) => readoutsAt(step, (at) =>
    `step ${shortStep(step[at]!)}: ${name} ${shortNumber(values[at]!)}`);
  return [
    lineChart({
      title: 'Learning rate',
      description: `Learning rate up to ${shortNumber(Math.max(...rates.map(([, y]) => y)))}, ` +
        `${shortNumber(learningRate.at(-1)!)} at the end.`,
      curves: [{ look: 'line', points: rates }],
      xAxis,
      yAxis: axisOf(0, 1.05 * Math.max(...rates.map(([, y]) => y)), 4),
      readouts: atStep('learning rate', learningRate),
      size: SMALL,
    }),
    lineChart({
      title: 'Gradient norm, before clipping',
      description: `Norm of the gradients; ${shortNumber(smoothNorm.at(-1)!)} (smoothed) at the end.`,
      curves: [
        { look: 'noise', points: extremes(step, gradientNorm, DRAWN / 2) },
        { look: 'line', points: sampled(step, smoothNorm) },
      ],
      xAxis,
      yAxis: axisOf(0, 1.05 * quantile(gradientNorm, 0.995), 4),
      readouts: atStep('norm', gradientNorm),
      size: SMALL,
    }),
    lineChart({
      title: 'Tokens per second',
      description: `Scored tokens per second; ${shortNumber(speed.at(-1)?.[1] ?? NaN)} at the end.`,
      curves: [{ look: 'line', points: speed }],
      xAxis,
      yAxis: axisOf(0, 1.05 * Math.max(...speed.map(([, y]) => y)), 4),
      readouts: speed.map(([x, y]) => ({ x, text: `step ${shortStep(x)}: ${shortNumber(y)} tokens/s` })),
      size: SMALL,
    }),
  ];
}

function sampled(x: readonly number[], y: readonly number[]): Point[] {
  const points = bucketsOf(y.length, DRAWN / 2).map(([, end]): Point => [x[end - 1]!, y[end - 1]!]);
  const first: Point = [x[0]!, y[0]!];
  const all = points.length > 0 && points[0]![0] !== first[0] ? [first, ...points] : points;
  return all.filter(([, value]) => Number.isFinite(value));
}

function readoutsAt(step: readonly number[], textAt: (at: number) => string): Readout[] {
  return bucketsOf(step.length, READOUTS).map(([, end]) => ({ x: step[end - 1]!, text: textAt(end - 1) }));
}

function stepAxis(step: readonly number[], count: number): Axis {
  const axis = axisOf(0, step.at(-1)!, count);
  return { ...axis, ticks: axis.ticks.filter(Number.isInteger) };
}

function shortStep(step: number): string {
  return step.toLocaleString('en-US');
}
