import type { Metric } from '@oneday/core';
import { finiteLoss, meanOver, wholeCount } from './checked-sums.ts';

/** What the model said about some tokens. */
export interface CrossEntropyInput {
  /** Sum of −ln p(token) over the scored tokens, in nats. */
  readonly lossSum: number;
  /** Number of scored tokens. */
  readonly count: number;
}

/** Sums over everything seen. */
export type CrossEntropyState = { readonly lossSum: number; readonly count: number };

/**
 * Mean cross-entropy in nats per token: total nats over the number of scored tokens. Every token weighs the same,
 * however the corpus was cut into batches. Its exponential is the perplexity. It depends on the vocabulary; compare
 * across tokenizers by `bitsPerByte`.
 */
export const crossEntropy: Metric<CrossEntropyInput, CrossEntropyState, number> = {
  name: 'crossEntropyNatsPerToken',
  initial: () => ({ lossSum: 0, count: 0 }),
  update: (state, input) => ({
    lossSum: state.lossSum + finiteLoss('crossEntropy', input.lossSum),
    count: state.count + wholeCount('crossEntropy', 'tokens', input.count),
  }),
  merge: (a, b) => ({ lossSum: a.lossSum + b.lossSum, count: a.count + b.count }),
  result: ({ lossSum, count }) => meanOver('crossEntropy', 'tokens', lossSum, count),
};

/**
 * Perplexity: the exponential of {@link crossEntropy}, of all tokens together. A mean of the perplexities of texts is
 * another number, and higher.
 */
export const perplexity: Metric<CrossEntropyInput, CrossEntropyState, number> = {
  ...crossEntropy,
  name: 'perplexity',
  result: (state) => Math.exp(crossEntropy.result(state)),
};
