import { InvalidInputError } from '@oneday/core';

/**
 * What a model that knows only how frequent each token is pays for scored tokens, in nats per token: the
 * cross-entropy of their distribution under the training tokens', with add-one (Laplace) smoothing,
 *
 *   p(t) = (training[t] + 1) / (Σ training + V),   H = −Σ scored[t] · ln p(t) / Σ scored.
 *
 * For masked language modelling `training` counts the tokens that were trained on and `scored` the labels at masked
 * positions of the held-out text: the loss that a model reaches without looking at any context. Where V is large beside
 * the number of training tokens, smoothing moves p towards uniform and raises H; {@link unigramEntropy} of the
 * scored tokens has no such slack, and is never above H.
 *
 * @param trainingCounts f64[V]; none of them may be negative
 * @param scoredCounts f64[V]
 * @throws InvalidInputError when the lengths differ, a count is no finite non-negative number, or nothing is scored
 */
export function unigramCrossEntropy(trainingCounts: Float64Array, scoredCounts: Float64Array): number {
  const vocabSize = trainingCounts.length;
  if (scoredCounts.length !== vocabSize) {
    const got = `got ${vocabSize} and ${scoredCounts.length}`;
    throw new InvalidInputError(`unigramCrossEntropy: counts must be of one vocabulary; ${got}`);
  }
  const total = totalOf('unigramCrossEntropy', trainingCounts) + vocabSize;
  const scored = scoredTotal('unigramCrossEntropy', scoredCounts);
  let nats = 0;
  for (const [token, count] of scoredCounts.entries()) {
    if (count > 0) nats += count * (Math.log(total) - Math.log(trainingCounts[token]! + 1));
  }
  return nats / scored;
}

/**
 * The entropy of the scored tokens' own distribution, −Σ q ln q with q = scored / Σ scored, in nats per token: what a
 * unigram model pays that was fitted on the very tokens it is scored on. No unigram model can do better on them.
 *
 * @param scoredCounts f64[V]
 * @throws InvalidInputError when a count is no finite non-negative number, or nothing is scored
 */
export function unigramEntropy(scoredCounts: Float64Array): number {
  const scored = scoredTotal('unigramEntropy', scoredCounts);
  let nats = 0;
  for (const count of scoredCounts) {
    if (count > 0) nats += count * (Math.log(scored) - Math.log(count));
  }
  return nats / scored;
}

/**
 * Bits per byte of a model that knows only how frequent each byte is: {@link unigramCrossEntropy} over the 256 bytes,
 * fitted with add-one smoothing on the training text, scored on the held-out text, divided by ln 2. The worst that a
 * language model of the same text should be compared with.
 *
 * @param trainingCounts f64[256], bytes of the training text, see `countBytes`
 * @param heldOutCounts f64[256], bytes of the held-out text
 * @throws InvalidInputError when the counts are not of bytes, or there is no held-out text
 */
export function byteUnigramBitsPerByte(trainingCounts: Float64Array, heldOutCounts: Float64Array): number {
  if (trainingCounts.length !== 256 || heldOutCounts.length !== 256) {
    const got = `got ${trainingCounts.length} and ${heldOutCounts.length}`;
    throw new InvalidInputError(`byteUnigramBitsPerByte: counts must have 256 places; ${got}`);
  }
  return unigramCrossEntropy(trainingCounts, heldOutCounts) / Math.LN2;
}

function scoredTotal(what: string, counts: Float64Array): number {
  const total = totalOf(what, counts);
  if (total === 0) throw new InvalidInputError(`${what}: nothing is scored, so there is no mean`);
  return total;
}

function totalOf(what: string, counts: Float64Array): number {
  let total = 0;
  for (const count of counts) {
    if (!(count >= 0 && count < Infinity)) {
      throw new InvalidInputError(`${what}: counts must be finite and not negative; got ${count}`);
    }
    total += count;
  }
  return total;
}
