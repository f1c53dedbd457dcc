import { readFileSync } from 'node:fs';
import { cpu } from '@oneday/backend-cpu';
import { InvalidInputError } from '@oneday/core';
import type { NamedTensors, Tokenizer } from '@oneday/core';
import { bertFromHuggingFace, bert, classicBert } from '@oneday/models';
import type { BertOptions } from '@oneday/models';
import { writeBound } from '@oneday/nn';
import type { Bound } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { tokenizerFromJson } from '@oneday/tokenizer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MaskedScorer } from './masked-scorer.ts';

interface Case {
  readonly context: string;
  readonly continuation: string;
  readonly logLikelihood: number;
  readonly isGreedy: boolean;
}

interface Weights {
  readonly config: BertOptions;
  readonly parameters: readonly { readonly name: string; readonly shape: readonly number[]; readonly base64: string }[];
}

const read = <T>(path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as T;
// Made with transformers by tools/parity/masked_scorer_fixture.py, from the weights of bert_fixture.py.
const { alphabet, cases } = read<{ alphabet: string; cases: readonly Case[] }>('../fixtures/pseudo-likelihoods.json');
const { config, parameters: stored } = read<Weights>('../../models/fixtures/bert.json');

/** A token for each character, and [MASK]. */
const tokens = [...alphabet, '[MASK]'];
const tokenizer: Tokenizer = tokenizerFromJson({
  version: '1.0', truncation: null, padding: null, normalizer: null, pre_tokenizer: null, post_processor: null,
  decoder: null,
  added_tokens: [{
    id: alphabet.length, content: '[MASK]', single_word: false, lstrip: false, rstrip: false, normalized: false,
    special: true,
  }],
  model: { type: 'BPE', merges: [], vocab: Object.fromEntries(tokens.map((token, id) => [token, id])) },
});
const model = bert({ ...classicBert, ...config });

describe('a scorer over a masked model', () => {
  let backend: Backend;
  let parameters: Bound;
  let scorer: MaskedScorer;
  beforeAll(async () => {
    backend = await cpu({ threads: 1 });
    const weights: NamedTensors = new Map(stored.map(({ name, shape, base64 }) => (
      [name, { dtype: 'f32', shape, data: new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer) }]
    )));
    parameters = model.bind(backend, 1);
    writeBound(backend, parameters, bertFromHuggingFace(model.config, weights));
    scorer = new MaskedScorer({ backend, model, parameters, tokenizer });
  });
  afterAll(() => backend.close());

  it('has the pseudo-log-likelihoods that transformers computes, to 1e-4, and its first choices', async () => {
    const scores = await scorer.logLikelihood(cases);
    expect(cases.length).toBeGreaterThanOrEqual(200);
    const distances = scores.map(({ logLikelihood }, i) => Math.abs(logLikelihood - cases[i]!.logLikelihood));
    expect(Math.max(...distances)).toBeLessThan(1e-4);
    expect(scores.map(({ isGreedy }) => isGreedy)).toEqual(cases.map(({ isGreedy }) => isGreedy));
    expect(scores.map(({ tokenCount }) => tokenCount)).toEqual(cases.map(({ continuation }) => continuation.length));
  });

  it('gives one text the same digits alone and among others', async () => {
    const some = cases.slice(0, 40);
    const together = await scorer.logLikelihood(some);
    for (const [i, one] of some.entries()) expect(await scorer.logLikelihood([one])).toEqual([together[i]]);
    const small = new MaskedScorer({ backend, model, parameters, tokenizer, batchTokens: 48 });
    expect(await small.logLikelihood(some)).toEqual(together);
  });

  it('scores whole texts, each token once, with their bytes', async () => {
    const texts = ['the dog, the cat', 'a sentence that is longer than the context'];
    const wholes = await scorer.logLikelihood(texts.map((text) => ({ context: '', continuation: text })));
    expect(await scorer.logLikelihoodRolling(texts)).toEqual(wholes.map(({ logLikelihood, tokenCount }, i) => (
      { logLikelihood, tokenCount, byteCount: texts[i]!.length }
    )));
  });

  it('puts boundaries around texts, which are seen and not scored', async () => {
    const boundaryId = alphabet.indexOf('.');
    const bounded = new MaskedScorer({ backend, model, parameters, tokenizer, boundaryId });
    const [inside] = await bounded.logLikelihood([{ context: 'th', continuation: 'e' }]);
    // The same by hand: the end is there, but only the e is guessed.
    const both = await scorer.logLikelihood([
      { context: '.th', continuation: 'e.' }, { context: '.the', continuation: '.' },
    ]);
    expect(inside!.tokenCount).toBe(1);
    expect(inside!.logLikelihood).toBeCloseTo(both[0]!.logLikelihood - both[1]!.logLikelihood, 5);
  });

  it('does not write, and needs a mask', async () => {
    await expect(scorer.generateUntil())
      .rejects.toThrow(new InvalidInputError('generateUntil: a masked model does not write; use a causal one'));
    expect(() => new MaskedScorer({ backend, model, parameters, tokenizer, maskToken: '<mask>' })).toThrow(
      new InvalidInputError('masked scorer: the tokenizer has no token <mask>; its special tokens: [MASK]'),
    );
    expect(() => new MaskedScorer({ backend, model, parameters, tokenizer, boundaryId: 43 }))
      .toThrow(new InvalidInputError('masked scorer: boundaryId must be a token below 43; got 43'));
  });
});
