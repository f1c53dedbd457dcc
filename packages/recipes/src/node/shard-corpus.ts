import { InvalidInputError } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import { openPrepared, prepareData, removeUnfinished } from '@oneday/data/node';
import type { TokenShards } from '@oneday/data/node';
import type { KeepTokens, KeptTokens, TokenCorpus } from '../token-corpus.ts';

/** Keeps tokens as shards in a folder (`prepareData`). What an interrupted call has left there is made anew. */
export function keepInShards(folder: string): KeepTokens {
  return async (texts) => {
    await removeUnfinished(folder);
    await prepareData({ folder, ...texts });
    return openShardCorpus(folder, { tokenizer: texts.tokenizer, end: texts.end });
  };
}

/** What the shards of a folder must be made with. */
export interface ShardCorpusOptions {
  readonly tokenizer: Tokenizer;
  /** Special token at the end of each text; absent: none. */
  readonly end: string | undefined;
  /** Told the bytes of a side that were compared with their checksums so far; where it throws, opening ends. */
  readonly onVerified?: (bytes: number) => void;
}

/**
 * The tokens of a folder of prepared data, checked against their checksums.
 *
 * @throws InvalidInputError when there are none to train on or none to be scored on, they are damaged, or were made
 *   with another tokenizer or other ends
 */
export async function openShardCorpus(folder: string, { end, ...options }: ShardCorpusOptions): Promise<TokenCorpus> {
  const what = `data folder ${JSON.stringify(folder)}`;
  const data = await openPrepared(folder, options);
  try {
    if (data.heldOut === undefined) {
      throw new InvalidInputError(`${what}: no texts are held out to be scored on; prepare it with --held-out`);
    }
    const [training, heldOut] = [data.training, data.heldOut].map((shards) => keptIn(shards, end, what));
    return { training: training!, heldOut: heldOut!, [Symbol.asyncDispose]: () => data[Symbol.asyncDispose]() };
  } catch (error) {
    await data[Symbol.asyncDispose]();
    throw error;
  }
}

function keptIn(shards: TokenShards, end: string | undefined, what: string): KeptTokens {
  const { texts } = shards.index;
  if (texts === undefined) throw new InvalidInputError(`${what}: its indexes do not tell of what texts they are`);
  if (texts.end !== (end ?? null)) {
    const rule = `each text must end with ${end ?? 'no special token'}, and ends with ${texts.end ?? 'none'}`;
    throw new InvalidInputError(`${what}: ${rule}; prepare it with --end, by a tokenizer that has the token`);
  }
  return { tokens: shards, texts, pieces: () => shards.documents() };
}
