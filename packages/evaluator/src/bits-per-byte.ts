import type { Metric } from '@oneday/core';
import { finiteLoss, meanOver, wholeCount } from './checked-sums.ts';

/** What the model said about a piece of text. */
export interface BitsPerByteInput {
  /** Sum of −ln p(token) over the tokens of the text, in nats. */
  readonly lossSum: number;
  /** UTF-8 bytes of the text that those tokens stand for; 0 for a batch whose bytes are counted elsewhere. */
  readonly byteCount: number;
}

/** Sums over everything seen. */
export type BitsPerByteState = { readonly lossSum: number; readonly byteCount: number };

/**
 * Bits per byte = total nats / ln 2 / UTF-8 bytes of the scored text: how well the model would compress it. Both sums
 * run over the same text: a token that is not scored (the first of a corpus, padding, a special token) adds neither
 * loss nor bytes. Bytes are those of the original text, before any normalization by the tokenizer. Independent of the
 * vocabulary, so models with different tokenizers can be compared.
 */
export const bitsPerByte: Metric<BitsPerByteInput, BitsPerByteState, number> = {
  name: 'bitsPerByte',
  initial: () => ({ lossSum: 0, byteCount: 0 }),
  update: (state, input) => ({
    lossSum: state.lossSum + finiteLoss('bitsPerByte', input.lossSum),
    byteCount: state.byteCount + wholeCount('bitsPerByte', 'bytes', input.byteCount),
  }),
  merge: (a, b) => ({ lossSum: a.lossSum + b.lossSum, byteCount: a.byteCount + b.byteCount }),
  result: ({ lossSum, byteCount }) => meanOver('bitsPerByte', 'bytes', lossSum / Math.LN2, byteCount),
};
