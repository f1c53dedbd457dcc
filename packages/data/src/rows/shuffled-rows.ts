import { foldIn, seedKey } from '@oneday/core';
import type { Stream } from '@oneday/core';
import type { Chunk } from '../chunk.ts';
import { indexShuffle } from '../index-shuffle.ts';
import { positionOf } from '../position.ts';
import type { TokenArray } from '../token-array.ts';
import { planRows, readRows } from './token-reader.ts';
import type { TokenReader } from './token-reader.ts';

/** Rows in a chunk, which are read at once. */
const ROWS_PER_CHUNK = 32;

/** Options of `shuffledRows`. */
export interface ShuffledRowOptions {
  /** T, the inputs of a row. */
  readonly time: number;
  /** Names the order. */
  readonly seed: number;
}

/**
 * Rows of T + 1 tokens from all over a corpus, in a shuffled order and without end: what objectives make batches of.
 *
 * The corpus is cut into ⌊(tokens − 1) / T⌋ rows that start every T tokens. An epoch gives each once, in the order of
 * `indexShuffle` under the key foldIn(foldIn(seedKey(seed), 'data'), epoch); epochs follow each other. Nothing is
 * buffered but a chunk of 32 rows, and the state is one integer, the number of rows handed out. The corpus stays open:
 * who opened it closes it.
 *
 * @throws InvalidInputError when the corpus has fewer than T + 1 tokens
 */
export function shuffledRows(tokens: TokenReader, { time, seed }: ShuffledRowOptions): Stream<Chunk<TokenArray>> {
  const plan = planRows('shuffledRows', tokens, time);
  const key = foldIn(seedKey(seed), 'data');
  let position = 0;
  let epoch = 0;
  let rowOf = indexShuffle(foldIn(key, epoch), plan.count);

  function rowAt(place: number): number {
    const at = Math.floor(place / plan.count);
    if (at !== epoch) {
      epoch = at;
      rowOf = indexShuffle(foldIn(key, epoch), plan.count);
    }
    return rowOf(place % plan.count);
  }

  return {
    async next() {
      const numbers = Array.from({ length: ROWS_PER_CHUNK }, (_, index) => rowAt(position + index));
      const rows = await readRows(tokens, plan, numbers);
      position += rows.length;
      return rows;
    },
    state: () => ({ position }),
    async restore(state) {
      position = positionOf(state, Number.MAX_SAFE_INTEGER);
    },
    async [Symbol.asyncDispose]() {},
  };
}
