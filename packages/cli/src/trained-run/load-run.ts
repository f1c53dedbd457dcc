import { latestCheckpoint } from '@oneday/checkpoint';
import { folderStore } from '@oneday/checkpoint/node';
import { InvalidInputError, showValue } from '@oneday/core';
import type { Checkpoint, Tokenizer } from '@oneday/core';
import { writeBound } from '@oneday/nn';
import type { Bound } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { recipeModel } from '@oneday/recipes';
import type { RecipeModel } from '@oneday/recipes';
import { readRunRecord } from './run-record.ts';
import type { RunRecord } from './run-record.ts';

/** A run folder whose model is to be used. */
export interface TrainedRun extends RunRecord {
  readonly tokenizer: Tokenizer;
  readonly trained: RecipeModel;
  readonly checkpoint: Checkpoint;
}

/**
 * Reads a run folder: the model that its `config.json` describes, its tokenizer, and its latest whole checkpoint. A
 * checkpoint that is torn or damaged is told to `warn`, and the one before it is taken.
 *
 * @throws InvalidInputError when the folder is no run, its tokenizer is another run's, or no checkpoint can be used
 */
export async function readRun(path: string, warn: (line: string) => void): Promise<TrainedRun> {
  const { tokenizer, ...record } = await readRunRecord(path);
  const checkpoint = await findCheckpoint(path, warn);
  if (checkpoint === undefined || tokenizer === undefined) {
    throw new InvalidInputError(`run ${showValue(path)}: it has no checkpoint yet; let it train until it saves one`);
  }
  return { ...record, tokenizer, trained: recipeModel(record.recipe, tokenizer.vocabSize), checkpoint };
}

/**
 * The latest whole checkpoint of a run folder, undefined before the first. Torn and damaged ones are told to `warn`.
 * @throws InvalidInputError when there are some and none can be used
 */
export async function findCheckpoint(path: string, warn: (line: string) => void): Promise<Checkpoint | undefined> {
  const found = await latestCheckpoint(folderStore(path));
  if (found === undefined) return undefined;
  for (const { message } of found.refused) warn(`${message}; step ${found.checkpoint.step} is used instead`);
  return found.checkpoint;
}

/**
 * The parameters of a run's checkpoint on a backend.
 * @throws InvalidInputError when they do not fit the model of the run
 */
export function bindRun({ path, trained: { model }, seed, checkpoint }: TrainedRun, backend: Backend): Bound {
  const parameters = model.bind(backend, seed);
  try {
    writeBound(backend, parameters, checkpoint.model);
  } catch (cause) {
    if (!(cause instanceof InvalidInputError)) throw cause;
    throw new InvalidInputError(`run ${showValue(path)}: step ${checkpoint.step}: ${cause.message}`, { cause });
  }
  return parameters;
}
