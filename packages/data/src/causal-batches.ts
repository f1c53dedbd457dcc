import { InvalidInputError, foldIn, seedKey } from '@oneday/core';
import type { Stream, TokenBatch } from '@oneday/core';
import { indexShuffle } from './index-shuffle.ts';
import { positionOf } from './position.ts';
import { checkPositiveIntegers } from './positive-integer.ts';
import { readerOf } from './rows/token-reader.ts';
import type { TokenReader } from './rows/token-reader.ts';
import type { TokenArray } from './token-array.ts';

/** Options of `causalBatches`. */
export interface CausalBatchOptions {
  /** The corpus: token shards, or an array, which is read in place and must not change. */
  readonly tokens: TokenReader | TokenArray;
  /** B, windows in a batch. */
  readonly batch: number;
  /** T, tokens in a window. */
  readonly time: number;
  /** Names the order of the windows. */
  readonly seed: number;
}

/**
 * Batches for next-token prediction: windows of T tokens from every start in the corpus, in a shuffled order.
 *
 * A window at start s has the inputs tokens[s … s + T) and the labels tokens[s + 1 … s + T]; a corpus of n tokens has
 * n − T starts. An epoch visits each start once, in the order of `indexShuffle` under the key
 * foldIn(foldIn(seedKey(seed), 'data'), epoch); epochs follow each other without end and a batch may lie in two. The
 * state is one integer, the number of windows handed out.
 *
 * @throws InvalidInputError when a size is no positive integer, or the corpus has fewer than T + 1 tokens
 */
export function causalBatches(options: CausalBatchOptions): Stream<TokenBatch> {
  const { batch, time } = options;
  const tokens = readerOf(options.tokens);
  const starts = countStarts(tokens, batch, time);
  const key = foldIn(seedKey(options.seed), 'data');
  let position = 0;
  let epoch = 0;
  let startOf = indexShuffle(foldIn(key, epoch), starts);

  function nextStart(): number {
    const at = Math.floor(position / starts);
    if (at !== epoch) {
      epoch = at;
      startOf = indexShuffle(foldIn(key, epoch), starts);
    }
    return startOf(position++ % starts);
  }

  return {
    async next() {
      const inputIds = new Int32Array(batch * time);
      const labels = new Int32Array(batch * time);
      const windows = await Promise.all(Array.from({ length: batch }, () => tokens.read(nextStart(), time + 1)));
      for (const [row, window] of windows.entries()) {
        inputIds.set(window.subarray(0, time), row * time);
        labels.set(window.subarray(1), row * time);
      }
      return { shape: [batch, time], inputIds, labels };
    },
    state: () => ({ position }),
    async restore(state) {
      position = positionOf(state, Number.MAX_SAFE_INTEGER);
    },
    async [Symbol.asyncDispose]() {},
  };
}

function countStarts({ tokenCount }: TokenReader, batch: number, time: number): number {
  checkPositiveIntegers('causalBatches', { batch, time });
  if (tokenCount <= time) {
    const rule = `a window of time ${time} needs ${time + 1} tokens`;
    throw new InvalidInputError(`causalBatches: ${rule}; got ${tokenCount}; use more text or less time`);
  }
  return tokenCount - time;
}
