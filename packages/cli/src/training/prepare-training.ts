import { cp, rename, rm } from 'node:fs/promises';
import { fileError } from '@oneday/checkpoint/node';
import { showValue } from '@oneday/core';
import { isPrepared } from '@oneday/data/node';
import { readRecipe } from '@oneday/recipes/node';
import type { Backend } from '@oneday/ops';
import { onInterrupt } from '../interrupt.ts';
import type { Output } from '../output.ts';
import { openProgress } from '../progress.ts';
import { requestedConfig } from '../run-config.ts';
import { RunFolder } from '../run-folder.ts';
import { preparingProgress } from './preparing-progress.ts';
import type { Training } from './run-training.ts';
import { planResumedRun } from './training-plan.ts';
import type { TrainingPlan } from './training-plan.ts';
import { resumeCommand } from './training-summary.ts';

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
 * a run that is killed while it prepares can go on. Where preparing fails or is interrupted, nothing is left of it.
 *
 * @returns undefined when it was interrupted, which is told on the output
 */
export async function prepareNewRun(
  asked: string | undefined, plan: TrainingPlan, device: TrainingDevice,
): Promise<PreparedTraining | undefined> {
  const { recipe, seed, replay } = plan;
  const folder = await RunFolder.create(asked, recipe.kind);
  try {
    await folder.writeConfig(requestedConfig({ recipe, seed, replayPath: replay?.path }));
    const training = await prepare(plan, folder, device);
    if (training !== undefined) return { folder, training };
  } catch (error) {
    folder.discard();
    throw error;
  }
  folder.discard();
  tellInterrupted(device, plan, 'nothing is kept');
  return undefined;
}

/**
 * Takes a run's folder and prepares what is in it to go on.
 * @returns undefined when it was interrupted, which is told on the output
 */
export async function prepareResumedRun(path: string, device: TrainingDevice): Promise<PreparedTraining | undefined> {
  const folder = await RunFolder.open(path);
  try {
    const plan = await planResumedRun(path);
    const training = await prepare(plan, folder, device);
    if (training !== undefined) return { folder, training };
    tellInterrupted(device, plan, `go on with ${resumeCommand(folder)}`);
  } catch (error) {
    folder[Symbol.dispose]();
    throw error;
  }
  folder[Symbol.dispose]();
  return undefined;
}

/** Undefined when it was interrupted. */
async function prepare(
  plan: TrainingPlan, folder: RunFolder, { backend, output }: TrainingDevice,
): Promise<Training | undefined> {
  const { recipe, seed, tokenizer, resumeFrom, replay, dataFrom } = plan;
  const { dataPath: dataFolder } = folder;
  const interruption = new AbortController();
  const { signal } = interruption;
  using progress = openProgress(output);
  const releaseSignals = onInterrupt({ stop: () => interruption.abort(), leave: () => folder[Symbol.dispose]() });
  try {
    if (dataFrom !== undefined && await isPrepared(dataFrom)) await copyData(dataFrom, dataFolder);
    const onProgress = preparingProgress(progress);
    const prepared = await readRecipe(recipe, { backend, seed, tokenizer, dataFolder, signal, onProgress });
    if (!signal.aborted) return { prepared, backend, seed, output, resumeFrom, replay };
    await prepared[Symbol.asyncDispose]();
    return undefined;
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    return undefined;
  } finally {
    releaseSignals();
  }
}

function tellInterrupted({ output }: TrainingDevice, { recipe }: TrainingPlan, kept: string): void {
  output.result({ recipe: recipe.kind, steps: 0, stopped: true }, [`interrupted before the first step; ${kept}`]);
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
