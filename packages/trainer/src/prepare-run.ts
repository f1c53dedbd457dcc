/** From options to compiled programs on a device. */
import { BackendClosedError, ConfigError, InvalidInputError } from '@oneday/core';
import type { TokenBatch } from '@oneday/core';
import { freeBound, TrainingStep } from '@oneday/nn';
import type { Bound } from '@oneday/nn';
import { restoreCheckpoint } from './checkpointing.ts';
import type { ResolvedOptions } from './options.ts';
import { progressOf, stepsOf } from './run-length.ts';
import { newRunState } from './run-state.ts';
import type { RunState } from './run-state.ts';

/** A run whose programs are compiled. */
export interface PreparedRun {
  readonly parameters: Bound;
  readonly trainingStep: TrainingStep;
  /**
   * The source's first batch: the programs were compiled for its shape, and it is the first to train on. Absent when
   * the run that is continued was over: then nothing is compiled.
   */
  readonly firstBatch: TokenBatch | undefined;
  /** Where the run continues, or begins. */
  readonly startState: RunState;
  /** When it began, on the clock of `performance.now`. */
  readonly startMilliseconds: number;
  /** Spent on recording and compiling. */
  readonly compileSeconds: number;
  /** Frees what the run made on the device but the parameters: they are the run's result. */
  releaseTraining(): void;
  /** Frees all that the run made on the device, the parameters too if it made them. */
  releaseAll(): void;
}

/** Binds, restores and compiles. What it made is freed when it throws. */
export async function prepareRun(options: ResolvedOptions): Promise<PreparedRun> {
  const startMilliseconds = performance.now();
  const { backend, model, seed } = options;
  const parameters = options.parameters ?? model.bind(backend, seed);
  const trainingStep = new TrainingStep({ ...options, parameters });

  function releaseTraining(): void {
    unlessClosed(() => trainingStep.dispose());
  }

  function releaseAll(): void {
    releaseTraining();
    if (options.parameters === undefined) unlessClosed(() => freeBound(backend, parameters));
  }

  try {
    const startState = await restoreState(options, parameters, trainingStep);
    const isOver = progressOf(options, startState.step, startState.elapsedSeconds) === undefined;
    const compiled = isOver ? { firstBatch: undefined, compileSeconds: 0 } : await compile(options, trainingStep);
    return { parameters, trainingStep, startState, startMilliseconds, ...compiled, releaseTraining, releaseAll };
  } catch (error) {
    releaseAll();
    throw error;
  }
}

/** A backend that was closed in the middle of the run has freed everything already. */
function unlessClosed(free: () => void): void {
  try {
    free();
  } catch (error) {
    if (!(error instanceof BackendClosedError)) throw error;
  }
}

async function compile({ source }: ResolvedOptions, trainingStep: TrainingStep) {
  const firstBatch = await source.next();
  if (firstBatch === undefined) throw new InvalidInputError('train: the source has no batches');
  const reports = await trainingStep.prepare(firstBatch);
  return { firstBatch, compileSeconds: reports.reduce((total, { seconds }) => total + seconds, 0) };
}

async function restoreState(
  options: ResolvedOptions, parameters: Bound, trainingStep: TrainingStep,
): Promise<RunState> {
  const { backend, source, resumeFrom: checkpoint, seed } = options;
  if (checkpoint === undefined) return newRunState(seed);
  const steps = stepsOf(options) ?? Infinity;
  if (checkpoint.step > steps) {
    throw new ConfigError(`train: the checkpoint is of step ${checkpoint.step}, beyond the run's last one, ${steps}`);
  }
  const state = await restoreCheckpoint({ backend, source, parameters, trainingStep }, checkpoint);
  if (state.seed === seed) return state;
  const rule = `the checkpoint is of a run with seed ${state.seed}, and can only go on with it`;
  throw new ConfigError(`train: ${rule}; got ${seed}`);
}
