import type { Stream, TokenBatch } from '@oneday/core';
import type { TokenReader } from '@oneday/data';
import {
  byteUnigramBitsPerByte, countTokens, unigramCrossEntropy, unigramEntropy,
} from '@oneday/evaluator';
import { tokenBlocks } from '../token-corpus.ts';
import type { TokenCorpus } from '../token-corpus.ts';

/** What models that know nothing of context are worth on the same held-out text, units in the names. */
export type Baselines = Readonly<Record<string, number>>;

/** Of causal models: bits per byte of the bytes' own frequencies. */
export function causalBaselines({ training, heldOut }: TokenCorpus): Baselines {
  const [trained, scored] = [training, heldOut].map(({ texts }) => Float64Array.from(texts.byteCounts));
  return { byteUnigramBitsPerByte: byteUnigramBitsPerByte(trained!, scored!) };
}

/**
 * Of masked models, in nats per masked token: the entropy of the held-out masked tokens themselves, which no unigram
 * model can be below, and what the training tokens' frequencies pay for them.
 *
 * @param validation the batches that the model is scored on
 */
export async function maskedBaselines(
  training: TokenReader, validation: Stream<TokenBatch>, vocabSize: number,
): Promise<Baselines> {
  const masked = new Float64Array(vocabSize);
  for (let batch = await validation.next(); batch !== undefined; batch = await validation.next()) {
    countTokens(batch.labels, masked);
  }
  const trained = new Float64Array(vocabSize);
  for await (const block of tokenBlocks(training)) countTokens(Int32Array.from(block), trained);
  return {
    maskedUnigramEntropy: unigramEntropy(masked),
    maskedUnigramCrossEntropy: unigramCrossEntropy(trained, masked),
  };
}
