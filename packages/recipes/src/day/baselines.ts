import type { Stream, TokenBatch } from '@oneday/core';
import {
  byteUnigramBitsPerByte, countBytes, countTokens, unigramCrossEntropy, unigramEntropy,
} from '@oneday/evaluator';
import type { CorpusPart, HeldOutSplit } from '../quickstart/corpus.ts';

/** What models that know nothing of context are worth on the same held-out text, units in the names. */
export type Baselines = Readonly<Record<string, number>>;

/** Of causal models: bits per byte of the bytes' own frequencies. */
export function causalBaselines({ training, heldOut }: HeldOutSplit): Baselines {
  return { byteUnigramBitsPerByte: byteUnigramBitsPerByte(byteCounts(training), byteCounts(heldOut)) };
}

/**
 * Of masked models, in nats per masked token: the entropy of the held-out masked tokens themselves, which no unigram
 * model can be below, and what the training tokens' frequencies pay for them.
 *
 * @param validation the batches that the model is scored on
 */
export async function maskedBaselines(
  training: Int32Array, validation: Stream<TokenBatch>, vocabSize: number,
): Promise<Baselines> {
  const masked = new Float64Array(vocabSize);
  for (let batch = await validation.next(); batch !== undefined; batch = await validation.next()) {
    countTokens(batch.labels, masked);
  }
  const trained = new Float64Array(vocabSize);
  countTokens(training, trained);
  return {
    maskedUnigramEntropy: unigramEntropy(masked),
    maskedUnigramCrossEntropy: unigramCrossEntropy(trained, masked),
  };
}

function byteCounts({ documents }: CorpusPart): Float64Array {
  const counts = new Float64Array(256);
  const encoder = new TextEncoder();
  for (const { text } of documents) countBytes(encoder.encode(text), counts);
  return counts;
}
