/** What a checkpoint holds of a run, and how a run continues from one. */
import { InvalidInputError, isJsonObject } from '@oneday/core';
import type { Checkpoint, Json, NamedTensors, Stream } from '@oneday/core';
import { Bound, readBound, writeBound } from '@oneday/nn';
import type { TrainingStep } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { parseRunState } from './run-state.ts';
import type { RunState } from './run-state.ts';

/** The parts of a run that a checkpoint holds. */
export interface CheckpointedParts {
  readonly backend: Backend;
  readonly source: Pick<Stream<unknown>, 'state' | 'restore'>;
  readonly parameters: Bound;
  readonly trainingStep: TrainingStep;
}

/**
 * All that is needed to continue after `runState.step`. Waits for what was enqueued. The tensors are copies: a store
 * may write them while the run goes on.
 */
export async function takeCheckpoint(parts: CheckpointedParts, runState: RunState): Promise<Checkpoint> {
  const { backend, parameters, source } = parts;
  const { step, spikes, earlyStop, ...numbers } = runState;
  return {
    step,
    model: await readBound(backend, parameters),
    optimizer: await readBound(backend, updateState(parts)),
    state: { ...numbers, spikes: { ...spikes }, earlyStop: { ...earlyStop }, source: source.state() },
  };
}

/**
 * Puts the parts back to where `checkpoint` was taken.
 * @throws InvalidInputError when it is of another model, optimizer or source, or lacks what continuing needs
 */
export async function restoreCheckpoint(parts: CheckpointedParts, checkpoint: Checkpoint): Promise<RunState> {
  const { backend, parameters, source } = parts;
  const runState = parseRunState(checkpoint.state, checkpoint.step);
  const sourceState = sourceStateIn(checkpoint.state);
  writeBound(backend, parameters, checkpoint.model);
  writeBound(backend, updateState(parts), requireOptimizer(checkpoint.optimizer));
  await source.restore(sourceState);
  return runState;
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

function sourceStateIn(state: Json): Json {
  if (isJsonObject(state) && state['source'] !== undefined) return state['source'];
  throw new InvalidInputError('train: resumeFrom is no checkpoint of a run: its state has no data position');
}
