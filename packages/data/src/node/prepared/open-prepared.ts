import { InvalidInputError } from '@oneday/core';
import { fileExists } from '../shards/small-file.ts';
import { openShards } from '../shards/token-shards.ts';
import type { OpenShardOptions, TokenShards } from '../shards/token-shards.ts';
import { indexPathOf, isPrepared, preparedLayout } from './layout.ts';

/** The shards of a folder that `prepareData` made. */
export interface PreparedData extends AsyncDisposable {
  readonly training: TokenShards;
  /** Absent where no texts are held out. */
  readonly heldOut: TokenShards | undefined;
}

/** @throws InvalidInputError when a folder holds no data that `prepareData` or `mergePrepared` has finished */
export async function requirePrepared(folder: string): Promise<void> {
  if (await isPrepared(folder)) return;
  const begun = await fileExists(preparedLayout(folder).request);
  const rule = begun ? 'it is not finished; give the command that began it again' : 'there is no prepared data in it';
  throw new InvalidInputError(`data folder ${JSON.stringify(folder)}: ${rule}`);
}

/**
 * Opens the data of a folder. Who opens it closes it.
 *
 * @throws InvalidInputError when there is no such data, it is not finished, and as `openShards` does
 */
export async function openPrepared(folder: string, options: OpenShardOptions = {}): Promise<PreparedData> {
  const layout = preparedLayout(folder);
  await requirePrepared(folder);
  const training = await openShards(layout.training, options);
  try {
    const hasHeldOut = await fileExists(indexPathOf(layout.heldOut));
    const heldOut = hasHeldOut ? await openShards(layout.heldOut, options) : undefined;
    return {
      training,
      heldOut,
      async [Symbol.asyncDispose]() {
        await training[Symbol.asyncDispose]();
        await heldOut?.[Symbol.asyncDispose]();
      },
    };
  } catch (cause) {
    await training[Symbol.asyncDispose]();
    throw cause;
  }
}
