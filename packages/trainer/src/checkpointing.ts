/** What a checkpoint holds of a run, and how a run continues from one. */
import { InvalidInputError, isJsonObject } from '@oneday/core';
import type { Checkpoint, Json, NamedTensors, Stream } from '@oneday/core';
import { Bound, readBound, writeBound } from '@oneday/nn';
import type { TrainingStep } from '@oneday/nn';
import type { Backend } from '@oneday/ops';

/** The parts of a run that a checkpoint holds. */
export interface CheckpointedParts {
  readonly backend: Backend;
  readonly source: Pick<Stream<unknown>, 'state' | 'restore'>;
  readonly parameters: Bound;
  readonly trainingStep: TrainingStep;
}

/** Numbers of a run that continue in the next one. */
export interface RunCounters {
  /** Steps done. */
  readonly step: number;
  readonly skippedSteps: number;
  /** Scored positions trained on. */
  readonly tokens: number;
}

/** All that is needed to continue after `counters.step`. Waits for what was enqueued. */
export async function takeCheckpoint(parts: CheckpointedParts, counters: RunCounters): Promise<Checkpoint> {
  const { backend, parameters, source } = parts;
  const { step, ...others } = counters;
  return {
    step,
    model: await readBound(backend, parameters),
    optimizer: await readBound(backend, updateState(parts)),
    state: { ...others, source: source.state() },
  };
}

/**
 * Puts the parts back to where `checkpoint` was taken.
 * @throws InvalidInputError when it is of another model, optimizer or source, or lacks what continuing needs
 */
export async function restoreCheckpoint(parts: CheckpointedParts, checkpoint: Checkpoint): Promise<RunCounters> {
  const { backend, parameters, source } = parts;
  const { skippedSteps, tokens, sourceState } = parseState(checkpoint.state);
  writeBound(backend, parameters, checkpoint.model);
  writeBound(backend, updateState(parts), requireOptimizer(checkpoint.optimizer));
  await source.restore(sourceState);
  return { step: checkpoint.step, skippedSteps, tokens };
}

/** The optimizer's variables and, under `f16`, the loss scale's. */
function updateState({ trainingStep }: CheckpointedParts): Bound {
  const { optimizerState, lossScale } = trainingStep;
  const ofScale = [...(lossScale?.variables ?? [])].map(([name, variable]) => [`lossScale.${name}`, variable] as const);
  return new Bound(new Map([...optimizerState, ...ofScale]));
}

function requireOptimizer(tensors: NamedTensors | undefined): NamedTensors {
  if (tensors !== undefined) return tensors;
  throw new InvalidInputError('train: resumeFrom has no optimizer state; start a new run from its parameters');
}

function parseState(state: Json): { skippedSteps: number; tokens: number; sourceState: Json } {
  if (isJsonObject(state) && state['source'] !== undefined) {
    const { skippedSteps, tokens, source } = state;
    if (isCount(skippedSteps) && isCount(tokens)) return { skippedSteps, tokens, sourceState: source! };
  }
  throw new InvalidInputError('train: resumeFrom is no checkpoint of a run: its state has no data position');
}

function isCount(value: Json | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
