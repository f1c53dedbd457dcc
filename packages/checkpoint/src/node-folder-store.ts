import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError, isJsonObject, showValue } from '@oneday/core';
import type { Checkpoint, CheckpointStore } from '@oneday/core';
import { manifestJson, parseManifest } from './checkpoint-manifest.ts';
import type { FileRecord, TensorFile } from './checkpoint-manifest.ts';
import { replaceFile, syncFolder, writeDurably } from './node-durable.ts';
import { checkFile, recordOf } from './node-file-record.ts';
import { readJsonFile } from './node-read-file.ts';
import { readSafetensorsFile } from './node-safetensors-file.ts';
import {
  exists,
  listSteps,
  prepareRoot,
  publishStep,
  removeSteps,
  stepFolder,
  stepFolderName,
} from './node-step-folders.ts';
import { naming } from './node-system-error.ts';
import { stepsToRemove } from './retention.ts';
import type { RetentionRule } from './retention.ts';
import { safetensorsParts } from './write-safetensors.ts';

/** Options of `folderStore`. */
export interface FolderStoreOptions {
  /**
   * How many checkpoints to keep, an integer ≥ 1. A save removes the others: first steps above its own, which are of a
   * future that the run went back from, then the lowest. Absent: all are kept.
   */
  readonly keepLast?: number | undefined;
  /**
   * Kept besides, for good: the first checkpoint at or after each multiple of so many steps. An integer ≥ 1; it needs
   * `keepLast`.
   */
  readonly keepEverySteps?: number | undefined;
}

/** Largest `state.json` read, in bytes; the journal of a day's steps is a few megabytes. */
const MAX_STATE_BYTES = 2 ** 28;

/** Largest `latest.json` read, in bytes. */
const MAX_LATEST_BYTES = 1000;

/**
 * Checkpoints in a run's folder, as files that other programs read too:
 *
 *     <path>/checkpoints/latest.json
 *     <path>/checkpoints/step-00000500/{model.safetensors, optimizer.safetensors, state.json}
 *
 * `state.json` has the length and the checksum of each file, and both are compared before a tensor is read.
 *
 * A checkpoint is written to a temporary folder, its files and the folder are synced to the disk, then the folder is
 * renamed. The folders are made by the first save. Errors about the path are `InvalidInputError`s. A full disk is a
 * `DiskFullError`: it leaves what was saved before as it was, and nothing of what was not.
 *
 * @param path the run's folder
 */
export function folderStore(path: string, options: FolderStoreOptions = {}): CheckpointStore {
  const retention = retentionOf(options);
  const root = join(path, 'checkpoints');
  const what = `checkpoints in ${JSON.stringify(root)}`;
  let lastSave: Promise<void> = Promise.resolve();
  return {
    save(checkpoint) {
      const begin = () => naming(what, () => saveTo(root, checkpoint, retention));
      lastSave = lastSave.then(begin, begin);
      return lastSave;
    },
    load: (step) => naming(what, () => loadFrom(root, step, what)),
    latest: () => naming(what, () => latestIn(root)),
    list: () => naming(what, () => listSteps(root)),
  };
}

function retentionOf({ keepLast, keepEverySteps }: FolderStoreOptions): RetentionRule | undefined {
  for (const [name, count] of Object.entries({ keepLast, keepEverySteps })) {
    if (count !== undefined && !(Number.isSafeInteger(count) && count >= 1)) {
      throw new InvalidInputError(`folderStore: ${name} must be a positive integer; got ${showValue(count)}`);
    }
  }
  if (keepLast !== undefined) return { keepLast, keepEverySteps };
  if (keepEverySteps === undefined) return undefined;
  throw new InvalidInputError('folderStore: keepEverySteps says what to keep besides keepLast; give both');
}

async function saveTo(root: string, checkpoint: Checkpoint, retention: RetentionRule | undefined): Promise<void> {
  const { step } = checkpoint;
  if (!Number.isSafeInteger(step) || step < 0) {
    throw new InvalidInputError(`save: step must be a non-negative integer; got ${showValue(step)}`);
  }
  await prepareRoot(root);
  const saving = join(root, `.saving-${stepFolderName(step)}`);
  try {
    await writeCheckpoint(saving, checkpoint);
  } catch (cause) {
    // Half a checkpoint must not fill the disk that others need.
    await rm(saving, { recursive: true, force: true });
    throw cause;
  }
  await publishStep(root, step, saving);
  await replaceFile(join(root, 'latest.json'), [`${JSON.stringify({ step })}\n`]);
  if (retention !== undefined) await removeSteps(root, stepsToRemove(await listSteps(root), step, retention));
}

async function writeCheckpoint(folder: string, checkpoint: Checkpoint): Promise<void> {
  const { step, model, optimizer, state } = checkpoint;
  await mkdir(folder);
  const files = new Map<TensorFile, FileRecord>();
  for (const [file, tensors] of [['model.safetensors', model], ['optimizer.safetensors', optimizer]] as const) {
    if (tensors === undefined) continue;
    const parts = safetensorsParts(tensors, new Map([['format', 'pt']]));
    await writeDurably(join(folder, file), parts);
    files.set(file, recordOf(parts));
  }
  const json = JSON.stringify(manifestJson({ step, files, state }), null, 1);
  await writeDurably(join(folder, 'state.json'), [`${json}\n`]);
  await syncFolder(folder);
}

async function loadFrom(root: string, step: number, store: string): Promise<Checkpoint> {
  const steps = await listSteps(root);
  if (!steps.includes(step)) {
    const known = steps.length === 0 ? 'there is none' : `there are ${steps.join(', ')}`;
    throw new InvalidInputError(`${store}: no step ${showValue(step)}; ${known}`);
  }
  const folder = await stepFolder(root, step);
  const what = `checkpoint ${JSON.stringify(folder)}`;
  const json = await readJsonFile(join(folder, 'state.json'), `${what}: state.json`, MAX_STATE_BYTES);
  const { files, state } = parseManifest(json, step, what);
  for (const [file, record] of files) await checkFile(join(folder, file), record, `${what}: ${file}`);
  const { tensors: model } = await readSafetensorsFile(join(folder, 'model.safetensors'));
  if (!files.has('optimizer.safetensors')) return { step, model, state };
  const { tensors: optimizer } = await readSafetensorsFile(join(folder, 'optimizer.safetensors'));
  return { step, model, optimizer, state };
}

async function latestIn(root: string): Promise<number | undefined> {
  const steps = await listSteps(root);
  const path = join(root, 'latest.json');
  // A crash after the very first checkpoint, before it was made the latest.
  if (!(await exists(path))) return steps.at(-1);
  const json = await readJsonFile(path, JSON.stringify(path), MAX_LATEST_BYTES);
  const step = isJsonObject(json) ? json.step : undefined;
  if (typeof step === 'number' && steps.includes(step)) return step;
  const rule = `step must be one of ${steps.join(', ')}`;
  throw new InvalidInputError(`${JSON.stringify(path)}: ${rule}; got ${showValue(step)}`);
}
