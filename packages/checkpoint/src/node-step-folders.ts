import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { renameDurably, syncFolder } from './node-durable.ts';

/**
 * The names in a folder of checkpoints. `step-00000500` is a checkpoint; with the prefix `.replaced-` it still is one,
 * just being replaced by a newer one of the same step. `.saving-…` and `.removing-…` are halves of one,
 * `latest.json.saving-…` of the file.
 */
const STEP_FOLDER = /^(?:\.replaced-)?(step-(\d{8,16}))$/;
const HALF = /^(?:\.(?:saving|removing)-step-\d+|latest\.json\.saving-[-\d]+)$/;

/** The name of a step's folder. */
export function stepFolderName(step: number): string {
  return `step-${String(step).padStart(8, '0')}`;
}

/** The steps that are there whole, ascending. */
export async function listSteps(root: string): Promise<number[]> {
  const steps = (await entriesOf(root))
    .map((entry) => Number(STEP_FOLDER.exec(entry)?.[2] ?? Number.NaN))
    .filter((step) => Number.isSafeInteger(step));
  return [...new Set(steps)].sort((a, b) => a - b);
}

/** The folder to read a step from. */
export async function stepFolder(root: string, step: number): Promise<string> {
  const name = stepFolderName(step);
  return join(root, (await exists(join(root, name))) ? name : `.replaced-${name}`);
}

/** Node's own way to make the folders above, too, tries forever below `/proc`. */
async function makeDurably(folder: string): Promise<void> {
  if (await exists(folder)) return;
  await makeDurably(dirname(folder));
  try {
    await mkdir(folder);
  } catch (error) {
    // Another process may have been faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  await syncFolder(dirname(folder));
}

/** Makes the folder with those above it, durably, and clears away what a crash has left in it. */
export async function prepareRoot(root: string): Promise<void> {
  await makeDurably(resolve(root));
  for (const entry of await entriesOf(root)) {
    const name = entry.startsWith('.replaced-') ? STEP_FOLDER.exec(entry)?.[1] : undefined;
    if (name !== undefined && !(await exists(join(root, name)))) {
      await renameDurably(join(root, entry), join(root, name));
    } else if (name !== undefined || HALF.test(entry)) {
      await rm(join(root, entry), { recursive: true });
    }
  }
}

/**
 * Makes a finished folder the checkpoint of a step. A folder cannot be renamed over another, so an older checkpoint of
 * the step is moved aside first, and counts until the new one is there.
 */
export async function publishStep(root: string, step: number, finished: string): Promise<void> {
  const folder = join(root, stepFolderName(step));
  const aside = join(root, `.replaced-${stepFolderName(step)}`);
  const replaces = await exists(folder);
  if (replaces) await renameDurably(folder, aside);
  await renameDurably(finished, folder);
  if (replaces) await rm(aside, { recursive: true });
}

/** Removes steps. Each is renamed first, so that no half of one remains. */
export async function removeSteps(root: string, steps: readonly number[]): Promise<void> {
  for (const step of steps) {
    const removing = join(root, `.removing-${stepFolderName(step)}`);
    await renameDurably(join(root, stepFolderName(step)), removing);
    await rm(removing, { recursive: true });
  }
}

/** True when something is there. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false);
}

async function entriesOf(folder: string): Promise<string[]> {
  return (await exists(folder)) ? readdir(folder) : [];
}
