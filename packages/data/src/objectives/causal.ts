import { NOT_SCORED } from '@oneday/core';
import type { Stage, TokenBatch } from '@oneday/core';
import type { Chunk } from '../chunk.ts';
import { shuffle } from '../shuffle.ts';
import type { TokenArray } from '../token-array.ts';
import { batchRows } from './batch-rows.ts';

/** Options of `causal`. */
export interface CausalOptions {
  /** B, rows in a batch. */
  readonly batch: number;
  /** Shuffles the rows in windows; absent: they keep the source's order, as `shuffledRows` gives it. */
  readonly seed?: number;
  /** Rows that a seed shuffles among each other (see `shuffle`). Default 1024. */
  readonly window?: number;
}

/**
 * Batches for next-token prediction from rows of T + 1 tokens: the first T are the inputs, the last T the labels.
 *
 * Rows that the last batch lacks have id 0 and labels −100; nothing looks from one row into another, so no segments are
 * needed.
 */
export function causal({ batch, seed, window = 1024 }: CausalOptions): Stage<Chunk<TokenArray>, TokenBatch> {
  const batches = batchRows('causal', batch, cutCausal);
  if (seed === undefined) return batches;
  const shuffled = shuffle<TokenArray>({ seed, window });
  return (source) => batches(shuffled(source));
}

function cutCausal(rows: readonly TokenArray[], _first: number, shape: readonly [number, number]): TokenBatch {
  const [batch, time] = shape;
  const inputIds = new Int32Array(batch * time);
  const labels = new Int32Array(batch * time).fill(NOT_SCORED);
  for (const [index, row] of rows.entries()) {
    inputIds.set(row.subarray(0, time), index * time);
    labels.set(row.subarray(1), index * time);
  }
  return { shape, inputIds, labels };
}
