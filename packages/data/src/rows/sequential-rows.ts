import type { Stream } from '@oneday/core';
import type { Chunk } from '../chunk.ts';
import { positionOf } from '../position.ts';
import type { TokenArray } from '../token-array.ts';
import { planRows, readRows } from './token-reader.ts';
import type { TokenReader } from './token-reader.ts';

/** Rows in a chunk, which are read at once. */
const ROWS_PER_CHUNK = 32;

/** Options of `sequentialRows`. */
export interface SequentialRowOptions {
  /** T, the inputs of a row. */
  readonly time: number;
}

/**
 * Rows of T + 1 tokens that cover a corpus once, in order: for evaluation. The tokens at the end that fill no row are
 * left out. The state is the number of rows handed out. The corpus stays open: who opened it closes it.
 *
 * @throws InvalidInputError when the corpus has fewer than T + 1 tokens
 */
export function sequentialRows(tokens: TokenReader, { time }: SequentialRowOptions): Stream<Chunk<TokenArray>> {
  const plan = planRows('sequentialRows', tokens, time);
  let position = 0;
  return {
    async next() {
      const length = Math.min(ROWS_PER_CHUNK, plan.count - position);
      if (length === 0) return undefined;
      const rows = await readRows(tokens, plan, Array.from({ length }, (_, index) => position + index));
      position += length;
      return rows;
    },
    state: () => ({ position }),
    async restore(state) {
      position = positionOf(state, plan.count);
    },
    async [Symbol.asyncDispose]() {},
  };
}
