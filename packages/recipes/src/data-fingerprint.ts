import { InvalidInputError, isJsonObject, showValue } from '@oneday/core';
import type { Stream } from '@oneday/core';
import type { TokenReader } from '@oneday/data';
import { tokenBlocks } from './token-corpus.ts';

/** Names tokens by what they are: FNV-1a-32 over the ids, and their number. */
export async function fingerprintOf(tokens: TokenReader): Promise<string> {
  let hash = 0x811c9dc5;
  for await (const block of tokenBlocks(tokens)) {
    for (const id of block) hash = Math.imul(hash ^ id, 0x01000193);
  }
  return `${(hash >>> 0).toString(16).padStart(8, '0')}-${tokens.tokenCount}`;
}

/**
 * A stream whose state names the data that it was made of, so that a run is not resumed on a text that has changed.
 * Restoring a state of other data throws `InvalidInputError`.
 */
export function withFingerprint<T>(stream: Stream<T>, fingerprint: string): Stream<T> {
  return {
    next: () => stream.next(),
    state: () => ({ data: fingerprint, position: stream.state() }),
    async restore(state) {
      const { data, position } = isJsonObject(state) ? state : {};
      if (data === undefined || position === undefined) {
        throw new InvalidInputError(`restore: data and position of a recipe expected; got ${showValue(state)}`);
      }
      if (data !== fingerprint) {
        const found = `this one's is ${fingerprint}, the run's was ${showValue(data)}`;
        throw new InvalidInputError(`restore: the training text has changed: ${found}; resume with the same text`);
      }
      await stream.restore(position);
    },
    [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose](),
  };
}
