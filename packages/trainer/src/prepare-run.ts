/** From options to compiled programs on a device. */
import { BackendClosedError, ConfigError, InvalidInputError } from '@oneday/core';
import type { TokenBatch } from '@oneday/core';
import { freeBound, TrainingStep } from '@oneday/nn';
import type { Bound } from '@oneday/nn';
import { restoreCheckpoint } from './checkpointing.ts';
import type { RunCounters } from './checkpointing.ts';
import type { ResolvedOptions } from './options.ts';

/** A run whose programs are compiled. */
export interface PreparedRun {
  readonly parameters: Bound;
  readonly trainingStep: TrainingStep;
  /** The source's first batch: the programs were compiled for its shape, and it is the first to train on. */
  readonly firstBatch: TokenBatch;
  /** Where the run continues; zeros for a new one. */
  readonly counters: RunCounters;
  /** Spent on recording and compiling. */
  readonly compileSeconds: number;
  /** Frees what the run made on the device, the parameters only if it made them and `keepParameters` is false. */
  release(keepParameters: boolean): void;
}

/** Binds, restores and compiles. What it made is freed when it throws. */
export async function prepareRun(options: ResolvedOptions): Promise<PreparedRun> {
  const { backend, model, seed, source } = options;
  const parameters = options.parameters ?? model.bind(backend, seed);
  const trainingStep = new TrainingStep({ ...options, parameters });

  function release(keepParameters: boolean): void {
    try {
      trainingStep.dispose();
      if (options.parameters === undefined && !keepParameters) freeBound(backend, parameters);
    } catch (error) {
      // A backend that was closed in the middle of the run has freed everything already.
      if (!(error instanceof BackendClosedError)) throw error;
    }
  }

  try {
    const counters = await restoreCounters(options, parameters, trainingStep);
    const firstBatch = await source.next();
    if (firstBatch === undefined) throw new InvalidInputError('train: the source has no batches');
    const reports = await trainingStep.prepare(firstBatch);
    const compileSeconds = reports.reduce((total, { seconds }) => total + seconds, 0);
    return { parameters, trainingStep, firstBatch, counters, compileSeconds, release };
  } catch (error) {
    release(false);
    throw error;
  }
}

async function restoreCounters(
  options: ResolvedOptions, parameters: Bound, trainingStep: TrainingStep,
): Promise<RunCounters> {
  const { backend, source, resumeFrom: checkpoint, steps } = options;
  if (checkpoint === undefined) return { step: 0, skippedSteps: 0, tokens: 0 };
  if (checkpoint.step >= steps) {
    throw new ConfigError(`train: steps must be above the checkpoint's ${checkpoint.step} to continue; got ${steps}`);
  }
  return restoreCheckpoint({ backend, source, parameters, trainingStep }, checkpoint);
}
