import { foldIn, randomBits, randomUniform, seedKey } from '@oneday/core';
import type { TokenBatch } from '@oneday/core';

/** Likely successors of each token. */
const SUCCESSORS = 4;
/** How often a token is followed by one of them. */
const FOLLOW_SHARE = 0.85;
/** Which of them, by the eighth that a random word falls in: a half, a quarter, an eighth, an eighth. */
const RANK_OF_EIGHTH = [0, 0, 0, 0, 1, 1, 2, 3] as const;

/**
 * Tokens with something to learn, for measurements that need no text: a first-order Markov chain in which each token
 * has four likely successors. The same numbers as `synthetic_tokens` in `tools/parity/char_gpt_data.py`.
 */
export function syntheticTokens(seed: number, vocabSize: number, count: number): Int32Array {
  const key = foldIn(seedKey(seed), 'synthetic-text');
  const favoured = randomBits(foldIn(key, 'successors'), vocabSize * SUCCESSORS);
  const follows = randomUniform(foldIn(key, 'follow'), count);
  const ranks = randomBits(foldIn(key, 'rank'), count);
  const free = randomBits(foldIn(key, 'free'), count);
  const tokens = new Int32Array(count);
  let previous = 0;
  for (let i = 0; i < count; i++) {
    const successor = favoured[SUCCESSORS * previous + RANK_OF_EIGHTH[ranks[i]! >>> 29]!]!;
    previous = (follows[i]! < FOLLOW_SHARE ? successor : free[i]!) % vocabSize;
    tokens[i] = previous;
  }
  return tokens;
}

/** Sizes of `syntheticBatches`. */
export interface SyntheticBatchSizes {
  readonly vocabSize: number;
  readonly batches: number;
  /** B */
  readonly batch: number;
  /** T */
  readonly time: number;
}

/** Tokens that the windows are cut from. */
const TEXT_TOKENS = 20_000;

/** Batches of windows of `syntheticTokens` from random places: those of `tools/bench/pytorch_char_gpt.py`. */
export function syntheticBatches(seed: number, { vocabSize, batches, batch, time }: SyntheticBatchSizes): TokenBatch[] {
  const tokens = syntheticTokens(seed, vocabSize, Math.max(TEXT_TOKENS, 2 * time));
  const starts = randomBits(foldIn(seedKey(seed), 'batches'), batches * batch)
    .map((word) => word % (tokens.length - time));
  return Array.from({ length: batches }, (_, i) => {
    const inputIds = new Int32Array(batch * time);
    const labels = new Int32Array(batch * time);
    starts.subarray(i * batch, (i + 1) * batch).forEach((start, row) => {
      inputIds.set(tokens.subarray(start, start + time), row * time);
      labels.set(tokens.subarray(start + 1, start + 1 + time), row * time);
    });
    return { shape: [batch, time], inputIds, labels };
  });
}
