/** What a run is made of, and what it is when nothing is said. */
import { ConfigError, showValue } from '@oneday/core';
import type { Checkpoint, CheckpointStore, Stream, TokenBatch } from '@oneday/core';
import { adamw } from '@oneday/nn';
import type { Bound, LossScaleConfig, ModelDefinition, Optimizer } from '@oneday/nn';
import type { Backend, PrecisionPolicy } from '@oneday/ops';
import { checkAccumulationRamp } from './accumulation.ts';
import type { AccumulationRamp } from './accumulation.ts';
import { checkEarlyStop } from './early-stop.ts';
import type { EarlyStop } from './early-stop.ts';
import type { Evaluation } from './events.ts';
import { checkRunLength } from './run-length.ts';
import type { RunLength } from './run-length.ts';
import { checkSchedule } from './check-schedule.ts';
import type { Schedule } from './schedule.ts';
import { checkSpikeRule, defaultSpikeRule } from './spikes.ts';
import type { SpikeRule } from './spikes.ts';

/** A run: its length, and its parts. They stay their owners': the run closes neither the backend nor the source. */
export type TrainOptions = RunLength & TrainParts;

/** What a run is made of, its length aside. */
export interface TrainParts {
  readonly backend: Backend;
  readonly model: ModelDefinition;
  /** Batches of one shape, as many as the steps' micro-batches. */
  readonly source: Stream<TokenBatch>;
  /** Initial values and dropout masks follow from it; an integer in [0, 2^53). */
  readonly seed: number;
  /** Parameters to start from, already bound on `backend`. Default: the model's initial values. */
  readonly parameters?: Bound | undefined;
  /**
   * Default: warm-up over 5 % of the steps to 1e-3, then a cosine to 1e-4 at the last step; with a budget, 10 steps of
   * warm-up to 1e-3, and a straight line to 1e-4 over the second half of the time.
   */
  readonly schedule?: Schedule | undefined;
  /** Default: `adamw()`. */
  readonly optimizer?: Optimizer | undefined;
  /** Longest gradient of the mean loss; `Infinity` is no clipping. Default 1. */
  readonly clipNorm?: number | undefined;
  /** Micro-batches a step. Default 1. */
  readonly accumulation?: number | undefined;
  /** A batch that grows from `accumulation` micro-batches on. */
  readonly accumulationRamp?: AccumulationRamp | undefined;
  /** Default `f32`. */
  readonly precision?: PrecisionPolicy | undefined;
  /** For `f16`. */
  readonly lossScale?: Partial<LossScaleConfig> | undefined;
  /**
   * What counts as a loss spike, and whether it ends the run; what is not given is as in `defaultSpikeRule`. A loss or
   * gradient that is not finite is no spike: it always ends the run (under `f16`, after 32 skipped steps in a row).
   */
  readonly spikes?: Partial<SpikeRule> | undefined;
  /** Evaluates the parameters after `step` steps. Called at the end, and on the way as the two below say. */
  readonly evaluate?: ((parameters: Bound, step: number) => Promise<Evaluation>) | undefined;
  readonly evaluateEverySteps?: number | undefined;
  /** The same by progress, for budgets: 0.1 is ten times in a run. */
  readonly evaluateEveryFraction?: number | undefined;
  /** Ends the run when the evaluations on the way no longer get better. */
  readonly earlyStop?: EarlyStop | undefined;
  /** Where checkpoints go: one at the end, others as the two below say. */
  readonly store?: CheckpointStore | undefined;
  readonly saveEverySteps?: number | undefined;
  /** The same by progress, for budgets: 0.01 is every quarter of an hour of a day. */
  readonly saveEveryFraction?: number | undefined;
  /**
   * A checkpoint of an earlier run with these same parts, to continue after its step: the source is moved there
   * too, and time used then counts. A run that was over takes no more steps, and finishes.
   */
  readonly resumeFrom?: Checkpoint | undefined;
}

/** {@link TrainOptions} with nothing left open. */
export type ResolvedOptions = TrainOptions & Required<
  Pick<TrainParts, 'schedule' | 'optimizer' | 'clipNorm' | 'accumulation' | 'precision'>
> & { readonly spikes: SpikeRule };

/** Fills in the defaults. @throws ConfigError for numbers out of range */
export function resolveOptions(options: TrainOptions): ResolvedOptions {
  checkRunLength(options);
  const { clipNorm = 1, accumulation = 1, precision = 'f32' } = options;
  const { optimizer = adamw(), schedule = defaultSchedule(options) } = options;
  const resolved = {
    ...options, clipNorm, accumulation, precision, optimizer, schedule,
    spikes: { ...defaultSpikeRule, ...options.spikes },
  };
  checkNumbers(resolved);
  checkSchedule(schedule);
  checkSpikeRule(resolved.spikes);
  if (options.accumulationRamp !== undefined) checkAccumulationRamp(options.accumulationRamp);
  if (options.earlyStop !== undefined) checkEarlyStopOptions(options, options.earlyStop);
  return resolved;
}

function checkNumbers(options: ResolvedOptions): void {
  const { seed, clipNorm, accumulation } = options;
  const { evaluateEverySteps, saveEverySteps, evaluateEveryFraction, saveEveryFraction } = options;
  for (const [name, count] of Object.entries({ accumulation, evaluateEverySteps, saveEverySteps })) {
    if (count !== undefined && (!Number.isSafeInteger(count) || count < 1)) {
      throw new ConfigError(`train: ${name} must be a positive integer; got ${showValue(count)}`);
    }
  }
  for (const [name, fraction] of Object.entries({ evaluateEveryFraction, saveEveryFraction })) {
    if (fraction !== undefined && !(fraction > 0 && fraction <= 1)) {
      throw new ConfigError(`train: ${name} must be in (0, 1]; got ${showValue(fraction)}`);
    }
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new ConfigError(`train: seed must be an integer in [0, 2^53); got ${showValue(seed)}`);
  }
  if (!(clipNorm > 0)) throw new ConfigError(`train: clipNorm must be above 0; got ${showValue(clipNorm)}`);
}

function checkEarlyStopOptions(options: TrainParts, earlyStop: EarlyStop): void {
  checkEarlyStop(earlyStop);
  const isEvaluated = options.evaluateEverySteps !== undefined || options.evaluateEveryFraction !== undefined;
  if (options.evaluate !== undefined && isEvaluated) return;
  throw new ConfigError('train: earlyStop needs evaluate, and evaluateEverySteps or evaluateEveryFraction');
}

function defaultSchedule({ steps }: RunLength): Schedule {
  const rates = { peak: 1e-3, floor: 1e-4 };
  if (steps !== undefined) {
    return { kind: 'warmupCosine', ...rates, warmupSteps: Math.ceil(steps / 20), decaySteps: steps };
  }
  return { kind: 'warmupStableDecay', ...rates, warmupSteps: 10, decayFraction: 0.5, decay: 'linear' };
}
