import { randomBits, seedKey } from '@oneday/core';
import { modernGpt } from '@oneday/models';
import type { Bound } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { devices } from './inference-tests/devices.ts';
import { argMax, logProbability, referenceLogits } from './inference-tests/reference-logits.ts';
import { TokenLikelihoods } from './token-likelihoods.ts';
import type { ScoredSequence } from './token-likelihoods.ts';

const vocabSize = 13;
const model = modernGpt({ vocabSize, layers: 2, heads: 2, width: 16, context: 40, zeroProjections: false });

function sequenceOf(length: number, seed = length): ScoredSequence {
  const ids = Int32Array.from(randomBits(seedKey(seed), length + 1), (word) => (word >>> 8) % vocabSize);
  return { inputs: ids.slice(0, length), targets: ids.slice(1) };
}

describe.each(devices)('likelihoods of tokens on $name', ({ open }) => {
  let backend: Backend;
  let parameters: Bound;
  beforeAll(async () => {
    backend = await open();
    parameters = model.bind(backend, 1);
  });
  afterAll(() => backend.close());

  it('are those of the model, also where a sequence fills its context', async () => {
    const sequences = [sequenceOf(1), sequenceOf(40), sequenceOf(17), sequenceOf(16)];
    const scores = await new TokenLikelihoods({ backend, model, parameters }).score(sequences);
    const reference = referenceLogits(backend, model, parameters);
    for (const [i, { inputs, targets }] of sequences.entries()) {
      const logits = await reference([...inputs]);
      expect(scores[i]!.logProbabilities).toHaveLength(targets.length);
      targets.forEach((target, t) => {
        expect(scores[i]!.logProbabilities[t]).toBeCloseTo(logProbability(logits[t]!, target), 5);
        expect(scores[i]!.isBest[t]).toBe(Number(argMax(logits[t]!) === target));
      });
    }
  });

  it('do not depend on what a sequence is batched with', async () => {
    const sequences = Array.from({ length: 9 }, (_, i) => sequenceOf(3 + 4 * i));
    const likelihoods = new TokenLikelihoods({ backend, model, parameters });
    const together = await likelihoods.score(sequences);
    const inPairs = await new TokenLikelihoods({ backend, model, parameters, batchTokens: 80 }).score(sequences);
    for (const [i, sequence] of sequences.entries()) {
      const [alone] = await likelihoods.score([sequence]);
      expect(together[i]!.isBest).toEqual(alone!.isBest);
      alone!.logProbabilities.forEach((logProbability_, t) => {
        expect(together[i]!.logProbabilities[t]).toBeCloseTo(logProbability_, 6);
        expect(inPairs[i]!.logProbabilities[t]).toBeCloseTo(logProbability_, 6);
      });
    }
  });

  it('of no sequences are none', async () => {
    expect(await new TokenLikelihoods({ backend, model, parameters }).score([])).toEqual([]);
  });
});
