import { cp, rename, rm } from 'node:fs/promises';
import { fileError } from '@oneday/checkpoint/node';
import { showValue } from '@oneday/core';
import { isPrepared } from '@oneday/data/node';
import { readRecipe } from '@oneday/recipes/node';
import type { Backend } from '@oneday/ops';
import type { Output } from '../output.ts';
import { requestedConfig } from '../run-config.ts';
import { RunFolder } from '../run-folder.ts';
import type { Training } from './run-training.ts';
import { planResumedRun } from './training-plan.ts';
import type { TrainingPlan } from './training-plan.ts';

/** What runs are prepared on, and where that is told. */
export interface TrainingDevice {
  readonly backend: Backend;
  readonly output: Output;
}

/** A training in its folder, which is this process's until it is disposed of. */
export interface PreparedTraining {
  readonly folder: RunFolder;
  readonly training: Training;
}

/**
 * Makes a run's folder and prepares its recipe. The folder says from the first moment on what was asked for, so that
 * a run that is killed while it prepares can go on. Where preparing fails, nothing is left of it.
 */
export async function prepareNewRun(
  asked: string | undefined, plan: TrainingPlan, device: TrainingDevice,
): Promise<PreparedTraining> {
  const { recipe, seed, replay } = plan;
  const folder = await RunFolder.create(asked, recipe.kind);
  try {
    await folder.writeConfig(requestedConfig({ recipe, seed, replayPath: replay?.path }));
    return { folder, training: await prepare(plan, folder, device) };
  } catch (error) {
    folder.discard();
    throw error;
  }
}

/** Takes a run's folder and prepares what is in it to go on. */
export async function prepareResumedRun(path: string, device: TrainingDevice): Promise<PreparedTraining> {
  const folder = await RunFolder.open(path);
  try {
    return { folder, training: await prepare(await planResumedRun(path), folder, device) };
  } catch (error) {
    folder[Symbol.dispose]();
    throw error;
  }
}

async function prepare(
  plan: TrainingPlan, { dataPath: dataFolder }: RunFolder, { backend, output }: TrainingDevice,
): Promise<Training> {
  const { recipe, seed, tokenizer, resumeFrom, replay, dataFrom } = plan;
  if (dataFrom !== undefined && await isPrepared(dataFrom)) await copyData(dataFrom, dataFolder);
  const prepared = await readRecipe(recipe, { backend, seed, tokenizer, dataFolder });
  return { prepared, backend, seed, output, resumeFrom, replay };
}

/** Copies tokens, whole or not at all: a process that is killed meanwhile leaves nothing that looks prepared. */
async function copyData(from: string, to: string): Promise<void> {
  const copying = `${to}.copying`;
  try {
    for (const folder of [copying, to]) await rm(folder, { recursive: true, force: true });
    await cp(from, copying, { recursive: true });
    await rename(copying, to);
  } catch (cause) {
    throw fileError(`data folder ${showValue(to)}`, cause);
  }
}
