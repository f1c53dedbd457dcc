import { InvalidInputError, isJsonObject, NOT_SCORED, PADDING_SEGMENT, showValue } from '@oneday/core';
import type { Stream, TokenBatch } from '@oneday/core';

/** Sizes of `validationBatches`. */
export interface ValidationBatchSizes {
  /** B, windows in a batch. */
  readonly batch: number;
  /** T, tokens in a window. */
  readonly time: number;
  /** Tokens that a window shares with the one before, where they are context and not scored again; below T. */
  readonly overlap: number;
}

/** The segment of real tokens. */
const TEXT_SEGMENT = 1;

/**
 * Batches that score every token of a split but the first exactly once, in windows of T tokens. The first window scores
 * all its tokens, the others those after the overlap, so that every token has at least `overlap` tokens before it to be
 * predicted from. Without overlap all positions weigh the same, as in training. What the split does not fill in the
 * last batch is padding: label −100, segment 0. The stream's state is the number of batches handed out.
 *
 * @throws InvalidInputError when the split has fewer than two tokens
 */
export function validationBatches(tokens: Int32Array, sizes: ValidationBatchSizes): Stream<TokenBatch> {
  const { batch, time, overlap } = sizes;
  if (tokens.length < 2) {
    throw new InvalidInputError(`the validation split needs at least two tokens; got ${tokens.length}; use more text`);
  }
  const windows = 1 + Math.max(0, Math.ceil((tokens.length - 1 - time) / (time - overlap)));
  const batches = Math.ceil(windows / batch);
  let position = 0;
  return {
    async next() {
      return position < batches ? cut(tokens, windows, position++, sizes) : undefined;
    },
    state: () => ({ position }),
    async restore(state) {
      const next = isJsonObject(state) ? state.position : undefined;
      if (typeof next !== 'number' || !Number.isInteger(next) || next < 0 || next > batches) {
        throw new InvalidInputError(`restore: a position in [0, ${batches}] expected; got ${showValue(next)}`);
      }
      position = next;
    },
    async [Symbol.asyncDispose]() {},
  };
}

function cut(tokens: Int32Array, windows: number, index: number, sizes: ValidationBatchSizes): TokenBatch {
  const { batch, time, overlap } = sizes;
  const inputIds = new Int32Array(batch * time);
  const labels = new Int32Array(batch * time).fill(NOT_SCORED);
  const segments = new Int32Array(batch * time).fill(PADDING_SEGMENT);
  for (let row = 0; row < Math.min(batch, windows - index * batch); row++) {
    const window = index * batch + row;
    const start = window * (time - overlap);
    const length = Math.min(time, tokens.length - 1 - start);
    const firstScored = window === 0 ? 0 : overlap;
    inputIds.set(tokens.subarray(start, start + length), row * time);
    labels.set(tokens.subarray(start + 1 + firstScored, start + 1 + length), row * time + firstScored);
    segments.fill(TEXT_SEGMENT, row * time, row * time + length);
  }
  return { shape: [batch, time], inputIds, labels, segments };
}
