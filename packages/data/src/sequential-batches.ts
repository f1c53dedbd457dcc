import { InvalidInputError, NOT_SCORED, PADDING_SEGMENT } from '@oneday/core';
import type { Stream, TokenBatch } from '@oneday/core';
import { positionOf } from './position.ts';
import { checkPositiveIntegers } from './positive-integer.ts';
import type { TokenArray } from './token-array.ts';

/** Options of `sequentialBatches`. */
export interface SequentialBatchOptions {
  /** The corpus. It is read in place and must not change. */
  readonly tokens: TokenArray;
  /** B, windows in a batch. */
  readonly batch: number;
  /** T, tokens in a window. */
  readonly time: number;
}

/** The segment of real tokens. */
const TEXT_SEGMENT = 1;

/**
 * Batches that cover a corpus once, in order, for evaluation: windows of T tokens that follow each other without
 * overlap, so every token but the first is a label exactly once (tokens.length − 1 scored ones in all).
 *
 * Every batch has the shape [B, T] and segments; what the corpus does not fill in the last one is padding (id 0, label
 * −100, segment 0). The stream ends after ⌈(tokens.length − 1) / (B · T)⌉ batches; its state is the number handed out.
 *
 * @throws InvalidInputError when a size is no positive integer, or the corpus has fewer than two tokens
 */
export function sequentialBatches({ tokens, batch, time }: SequentialBatchOptions): Stream<TokenBatch> {
  checkPositiveIntegers('sequentialBatches', { batch, time });
  if (tokens.length < 2) {
    throw new InvalidInputError(`sequentialBatches: at least two tokens expected; got ${tokens.length}`);
  }
  const size = batch * time;
  const batchCount = Math.ceil((tokens.length - 1) / size);
  let position = 0;
  return {
    async next() {
      return position < batchCount ? cut(tokens, size * position++, [batch, time]) : undefined;
    },
    state: () => ({ position }),
    async restore(state) {
      position = positionOf(state, batchCount);
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** The batch whose first input is tokens[start]. Without overlap or gaps, its rows are one run of the corpus. */
function cut(tokens: TokenArray, start: number, shape: readonly [number, number]): TokenBatch {
  const size = shape[0] * shape[1];
  const scored = Math.min(size, tokens.length - 1 - start);
  const inputIds = new Int32Array(size);
  const labels = new Int32Array(size).fill(NOT_SCORED);
  const segments = new Int32Array(size).fill(PADDING_SEGMENT).fill(TEXT_SEGMENT, 0, scored);
  inputIds.set(tokens.subarray(start, start + scored));
  labels.set(tokens.subarray(start + 1, start + 1 + scored));
  return { shape, inputIds, labels, segments };
}
