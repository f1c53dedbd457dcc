import { join } from 'node:path';
import { INDEX_FILE } from '../shards/shard-index.ts';
import { fileExists } from '../shards/small-file.ts';

/** Where the parts of a folder of prepared data lie. */
export interface PreparedLayout {
  /** The tokenizer that made the ids. */
  readonly tokenizer: string;
  /** Shards to train on. Their index is the last file that is written: with it, the folder is whole. */
  readonly training: string;
  /** Shards to be scored on; there need not be any. */
  readonly heldOut: string;
  /** What the folder is made from; it is there until the folder is whole. */
  readonly request: string;
}

/** The paths inside a folder of prepared data. */
export function preparedLayout(folder: string): PreparedLayout {
  return {
    tokenizer: join(folder, 'tokenizer.json'),
    training: join(folder, 'train'),
    heldOut: join(folder, 'held-out'),
    request: join(folder, 'unfinished.json'),
  };
}

/** The index of a folder of shards. */
export function indexPathOf(shards: string): string {
  return join(shards, INDEX_FILE);
}

/** Whether a folder holds data that `prepareData` or `mergePrepared` has finished. */
export function isPrepared(folder: string): Promise<boolean> {
  return fileExists(indexPathOf(preparedLayout(folder).training));
}
