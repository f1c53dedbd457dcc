import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError, isJsonObject, showValue } from '@oneday/core';
import type { Json } from '@oneday/core';
import { parseShardEntries } from './shard-index.ts';
import type { ShardEntry, ShardFormat } from './shard-index.ts';
import { fileExists, readSmallJson } from './small-file.ts';

/** The file that is there while shards are being written. */
export const PROGRESS_FILE = 'progress.json';

/** What has to be the same when writing goes on. */
export interface ShardPlan extends ShardFormat {
  readonly tokensPerShard: number;
}

/** How far writing has come. */
export interface ShardProgress extends ShardPlan {
  readonly shards: readonly ShardEntry[];
  /** The stream's state after the last whole shard. */
  readonly state: Json;
}

/** The progress as the text of its file. */
export function formatProgress(progress: ShardProgress): string {
  return JSON.stringify(progress);
}

/**
 * The progress of an interrupted call, or undefined where there is none.
 *
 * @throws InvalidInputError when it belongs to another tokenizer or size, or its shards are not there
 */
export async function readProgress(folder: string, plan: ShardPlan): Promise<ShardProgress | undefined> {
  const path = join(folder, PROGRESS_FILE);
  if (!(await fileExists(path))) return undefined;
  const what = `progress of shards ${JSON.stringify(path)}`;
  const value = await readSmallJson(path, what);
  const { state, shards, ...rest } = isJsonObject(value) ? value : {};
  for (const [name, wanted] of Object.entries(plan)) {
    if (rest[name] !== wanted) {
      const rule = `${name} was ${showValue(rest[name])}, now it is ${showValue(wanted)}`;
      throw new InvalidInputError(`${what}: ${rule}; remove the folder to begin anew`);
    }
  }
  if (state === undefined) throw new InvalidInputError(`${what}: it has no state; remove the folder to begin anew`);
  const entries = parseShardEntries(shards, plan.vocabSize, what);
  for (const entry of entries) await checkShardSize(folder, entry);
  return { ...plan, shards: entries, state };
}

/** @throws InvalidInputError when a shard's file is missing or has another size than its entry says */
export async function checkShardSize(folder: string, { file, bytes }: ShardEntry): Promise<void> {
  const path = join(folder, file);
  const size = (await fileExists(path)) ? (await stat(path)).size : undefined;
  if (size === bytes) return;
  const how = size !== undefined && size < bytes ? 'it was cut short' : 'it was changed';
  const found = size === undefined ? 'it is missing' : `${how}: it has ${size}`;
  throw new InvalidInputError(`token shard ${JSON.stringify(path)}: ${bytes} bytes expected; ${found}; make it anew`);
}
