import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { ConfigError, InvalidInputError, showValue } from '@oneday/core';
import type { Checkpoint, Tokenizer } from '@oneday/core';
import { applySettings, findRecipe, recipes } from '@oneday/recipes';
import type { Recipe } from '@oneday/recipes';
import { readReplay } from '@oneday/trainer';
import { dataPathOf } from '../run-folder.ts';
import { findCheckpoint } from '../trained-run/load-run.ts';
import { readRunRecord } from '../trained-run/run-record.ts';
import { warn } from '../warn.ts';
import type { Replay } from './run-training.ts';

/** What names a run that is to be trained. */
export interface TrainingRequest {
  readonly recipe?: string | undefined;
  readonly text?: readonly string[];
  /** Folder of prepared data. */
  readonly data?: string;
  readonly budget?: number;
  readonly seed?: number;
  readonly set?: readonly string[];
  /** Run folder for a new run. */
  readonly out?: string;
  /** Run folder to go on with. */
  readonly resume?: string;
  /** Journal of a run to repeat. */
  readonly replay?: string;
}

/** What is to be trained, before anything is prepared. */
export interface TrainingPlan {
  readonly recipe: Recipe;
  readonly seed: number;
  /** That of the run that is continued or repeated; absent: it is made from the text. */
  readonly tokenizer?: Tokenizer | undefined;
  readonly resumeFrom?: Checkpoint | undefined;
  readonly replay?: Replay | undefined;
  /** Where the run that is repeated has its tokens. */
  readonly dataFrom?: string;
}

/** The seed when none is asked for. */
const DEFAULT_SEED = 1;

/**
 * Finds out what a request for a run in a new folder is about: a new run of a recipe, or a repetition of one.
 * @throws InvalidInputError when it asks for both
 */
export async function planNewRun(request: TrainingRequest): Promise<TrainingPlan> {
  if (request.replay !== undefined) {
    refuseSettings(request, `--replay ${request.replay}: a run is repeated`, []);
    return replayedPlan(request.replay);
  }
  const { recipe: name, text = [], data, budget: budgetSeconds, set = [], seed = DEFAULT_SEED } = request;
  if (name === undefined) {
    const known = recipes.map((recipe) => recipe.name).join(', ');
    throw new ConfigError(`train: name a recipe (${known}), or give --resume or --replay`);
  }
  // Absolute, because the run may go on from another folder.
  const shards = data === undefined ? undefined : resolve(data);
  return { recipe: applySettings(findRecipe(name).make({ text, shards, budgetSeconds }), set), seed };
}

/**
 * How the run in a folder goes on: from its latest whole checkpoint, or from its beginning where there is none. The
 * folder must be this process's, or what is read could change.
 *
 * @throws InvalidInputError when the folder holds no run, or none of its checkpoints can be used
 */
export async function planResumedRun(path: string): Promise<TrainingPlan> {
  const { recipe, seed, tokenizer, replay } = await readRunRecord(path);
  // Killed before it had the tokenizer and the tokens of the run that it repeats.
  if (replay !== undefined && tokenizer === undefined) return replayedPlan(replay);
  const resumeFrom = await findCheckpoint(path, warn);
  return { recipe, seed, tokenizer, resumeFrom, replay: replay === undefined ? undefined : await replayOf(replay) };
}

/** @throws InvalidInputError when a request to go on with a run would change it */
export function checkResumeRequest(request: TrainingRequest): void {
  refuseSettings(request, `--resume ${request.resume}: a run goes on`, ['replay', 'out']);
}

/** The configuration of the run is beside its journal. */
async function replayedPlan(path: string): Promise<TrainingPlan> {
  const replay = await replayOf(path);
  const { recipe, seed, tokenizer } = await readRunRecord(dirname(path));
  return { recipe, seed, tokenizer, replay, dataFrom: dataPathOf(dirname(path)) };
}

async function replayOf(path: string): Promise<Replay> {
  const what = `journal ${showValue(path)}`;
  const isFile = await stat(path).then((status) => status.isFile(), () => false);
  if (!isFile) throw new InvalidInputError(`${what}: there is no such file; name the events.jsonl of a run`);
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  // Absolute, because the run may go on from another folder.
  return { path: resolve(path), progress: await readReplay(lines, what) };
}

function refuseSettings(request: TrainingRequest, what: string, alsoRefused: readonly (keyof TrainingRequest)[]): void {
  const refused = (['recipe', 'text', 'data', 'budget', 'seed', 'set', ...alsoRefused] as const)
    .find((name) => request[name] !== undefined);
  if (refused === undefined) return;
  const option = refused === 'recipe' ? `the recipe ${request.recipe}` : `--${refused}`;
  throw new ConfigError(`train: ${what} with the settings it was started with; leave out ${option}`);
}
