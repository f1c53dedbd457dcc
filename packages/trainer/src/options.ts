/** What a run is made of, and what it is when nothing is said. */
import { ConfigError, showValue } from '@oneday/core';
import type { Checkpoint, CheckpointStore, Stream, TokenBatch } from '@oneday/core';
import { adamw } from '@oneday/nn';
import type { Bound, LossScaleConfig, ModelDefinition, Optimizer } from '@oneday/nn';
import type { Backend, PrecisionPolicy } from '@oneday/ops';
import type { Evaluation } from './events.ts';
import type { Schedule } from './schedule.ts';

/** The parts of a run. They stay their owners': the run closes neither the backend nor the source. */
export interface TrainOptions {
  readonly backend: Backend;
  readonly model: ModelDefinition;
  /** Batches of one shape, at least `steps` · `accumulation` of them. */
  readonly source: Stream<TokenBatch>;
  /** Optimizer steps to end at. */
  readonly steps: number;
  /** Initial values and dropout masks follow from it; an integer in [0, 2^53). */
  readonly seed: number;
  /** Parameters to start from, already bound on `backend`. Default: the model's initial values. */
  readonly parameters?: Bound | undefined;
  /** Default: warm-up over 5 % of the steps to 1e-3, then a cosine to 1e-4 at the last step. */
  readonly schedule?: Schedule | undefined;
  /** Default: `adamw()`. */
  readonly optimizer?: Optimizer | undefined;
  /** Longest gradient of the mean loss; `Infinity` is no clipping. Default 1. */
  readonly clipNorm?: number | undefined;
  /** Micro-batches a step. Default 1. */
  readonly accumulation?: number | undefined;
  /** Default `f32`. */
  readonly precision?: PrecisionPolicy | undefined;
  /** For `f16`. */
  readonly lossScale?: Partial<LossScaleConfig> | undefined;
  /** Evaluates the parameters after `step` steps. Called at the end, and on the way as `evaluateEverySteps` says. */
  readonly evaluate?: ((parameters: Bound, step: number) => Promise<Evaluation>) | undefined;
  readonly evaluateEverySteps?: number | undefined;
  /** Where checkpoints go: one at the end, others as `saveEverySteps` says. */
  readonly store?: CheckpointStore | undefined;
  readonly saveEverySteps?: number | undefined;
  /**
   * A checkpoint of an earlier run with these same parts, to continue after its step: the source is moved there
   * too.
   */
  readonly resumeFrom?: Checkpoint | undefined;
}

/** {@link TrainOptions} with nothing left open. */
export type ResolvedOptions = TrainOptions & Required<
  Pick<TrainOptions, 'schedule' | 'optimizer' | 'clipNorm' | 'accumulation' | 'precision'>
>;

/** Fills in the defaults. @throws ConfigError for numbers out of range */
export function resolveOptions(options: TrainOptions): ResolvedOptions {
  const { steps, seed, clipNorm = 1, accumulation = 1, precision = 'f32' } = options;
  const { optimizer = adamw(), schedule = defaultSchedule(steps) } = options;
  const { evaluateEverySteps = 1, saveEverySteps = 1 } = options;
  for (const [name, count] of Object.entries({ steps, accumulation, evaluateEverySteps, saveEverySteps })) {
    if (!Number.isSafeInteger(count) || count < 1) {
      throw new ConfigError(`train: ${name} must be a positive integer; got ${showValue(count)}`);
    }
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new ConfigError(`train: seed must be an integer in [0, 2^53); got ${showValue(seed)}`);
  }
  if (!(clipNorm > 0)) throw new ConfigError(`train: clipNorm must be above 0; got ${showValue(clipNorm)}`);
  return { ...options, clipNorm, accumulation, precision, optimizer, schedule };
}

function defaultSchedule(steps: number): Schedule {
  return { kind: 'warmupCosine', peak: 1e-3, floor: 1e-4, warmupSteps: Math.ceil(steps / 20), decaySteps: steps };
}
