import { InvalidInputError, foldIn, seedKey } from '@oneday/core';
import type { Stream, TokenBatch } from '@oneday/core';
import { indexShuffle } from './index-shuffle.ts';
import { positionOf } from './position.ts';
import { checkPositiveIntegers } from './positive-integer.ts';
import type { TokenArray } from './token-array.ts';

/** Options of `causalBatches`. */
export interface CausalBatchOptions {
  /** The corpus. It is read in place and must not change. */
  readonly tokens: TokenArray;
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
 * A window at start s has the inputs tokens[s … s + T) and the labels tokens[s + 1 … s + T]; there are
 * tokens.length − T starts. An epoch visits each start once, in the order of `indexShuffle` under the key
 * foldIn(foldIn(seedKey(seed), 'data'), epoch); epochs follow each other without end and a batch may lie in two. The
 * state is one integer, the number of windows handed out.
 *
 * @throws InvalidInputError when a size is no positive integer, or the corpus has fewer than T + 1 tokens
 */
export function causalBatches(options: CausalBatchOptions): Stream<TokenBatch> {
  const { tokens, batch, time } = options;
  const starts = countStarts(options);
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
      for (let row = 0; row < batch; row++) {
        const start = nextStart();
        inputIds.set(tokens.subarray(start, start + time), row * time);
        labels.set(tokens.subarray(start + 1, start + 1 + time), row * time);
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

function countStarts({ tokens, batch, time }: CausalBatchOptions): number {
  checkPositiveIntegers('causalBatches', { batch, time });
  if (tokens.length <= time) {
    const rule = `a window of time ${time} needs ${time + 1} tokens`;
    throw new InvalidInputError(`causalBatches: ${rule}; got ${tokens.length}; use more text or less time`);
  }
  return tokens.length - time;
}
