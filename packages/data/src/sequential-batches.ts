import { InvalidInputError, NOT_SCORED, PADDING_SEGMENT, showValue } from '@oneday/core';
import type { Stream, TokenBatch } from '@oneday/core';
import { positionOf } from './position.ts';
import { checkPositiveIntegers } from './positive-integer.ts';
import { readerOf } from './rows/token-reader.ts';
import type { TokenReader } from './rows/token-reader.ts';
import type { TokenArray } from './token-array.ts';

/** Options of `sequentialBatches`. */
export interface SequentialBatchOptions {
  /** The corpus: token shards, or an array, which is read in place and must not change. */
  readonly tokens: TokenReader | TokenArray;
  /** B, windows in a batch. */
  readonly batch: number;
  /** T, tokens in a window. */
  readonly time: number;
  /**
   * Share of a window that is context from the window before and not scored again, in [0, 1); ⌊share · T⌋ tokens.
   * Default 0: all positions weigh the same, as in training.
   */
  readonly overlapFraction?: number;
}

/** The segment of real tokens. */
const TEXT_SEGMENT = 1;

/**
 * Batches that score a corpus once, in order, for evaluation: every token but the first is a label exactly once
 * (all but one are scored). The first window of T tokens scores all of them, the others those behind the
 * overlap, so that each has at least that many tokens before it to be predicted from.
 *
 * Every batch has the shape [B, T] and segments; what the corpus does not fill in the last one is padding (id 0, label
 * −100, segment 0). The stream's state is the number of batches handed out.
 *
 * @throws InvalidInputError when a size is no positive integer, the share is not in [0, 1), or the corpus has fewer
 * than two tokens
 */
export function sequentialBatches(options: SequentialBatchOptions): Stream<TokenBatch> {
  const { batch, time, overlapFraction = 0 } = options;
  const tokens = readerOf(options.tokens);
  checkPositiveIntegers('sequentialBatches', { batch, time });
  if (!(overlapFraction >= 0 && overlapFraction < 1)) {
    const given = showValue(overlapFraction);
    throw new InvalidInputError(`sequentialBatches: overlapFraction must be in [0, 1); got ${given}`);
  }
  if (tokens.tokenCount < 2) {
    throw new InvalidInputError(`sequentialBatches: at least two tokens expected; got ${tokens.tokenCount}`);
  }
  const overlap = Math.floor(overlapFraction * time);
  const windowCount = 1 + Math.max(0, Math.ceil((tokens.tokenCount - 1 - time) / (time - overlap)));
  const batchCount = Math.ceil(windowCount / batch);
  let position = 0;
  return {
    async next() {
      if (position === batchCount) return undefined;
      const firstWindow = batch * position++;
      const windows = Math.min(batch, windowCount - firstWindow);
      return cut(tokens, { batch, time, overlap, firstWindow, windows });
    },
    state: () => ({ position }),
    async restore(state) {
      position = positionOf(state, batchCount);
    },
    async [Symbol.asyncDispose]() {},
  };
}

interface BatchCut {
  readonly batch: number;
  readonly time: number;
  /** Tokens that a window shares with the one before. */
  readonly overlap: number;
  readonly firstWindow: number;
  /** Windows there are for this batch, at most `batch`. */
  readonly windows: number;
}

async function cut(tokens: TokenReader, options: BatchCut): Promise<TokenBatch> {
  const { batch, time, overlap, firstWindow, windows } = options;
  const inputIds = new Int32Array(batch * time);
  const labels = new Int32Array(batch * time).fill(NOT_SCORED);
  const segments = new Int32Array(batch * time).fill(PADDING_SEGMENT);
  const texts = await Promise.all(Array.from({ length: windows }, (_, row) => {
    const start = (firstWindow + row) * (time - overlap);
    return tokens.read(start, Math.min(time + 1, tokens.tokenCount - start));
  }));
  for (const [row, text] of texts.entries()) {
    const length = text.length - 1;
    const firstScored = firstWindow + row === 0 ? 0 : overlap;
    inputIds.set(text.subarray(0, length), row * time);
    labels.set(text.subarray(1 + firstScored), row * time + firstScored);
    segments.fill(TEXT_SEGMENT, row * time, row * time + length);
  }
  return { shape: [batch, time], inputIds, labels, segments };
}
