import { ConfigError, InvalidInputError, utf8ByteLength } from '@oneday/core';
import type { NamedTensors, Tokenizer } from '@oneday/core';
import { modernGpt } from '@oneday/models';
import type { Bound } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { trainByteLevelBpe } from '@oneday/tokenizer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DecoderScorer } from './decoder-scorer.ts';
import { devices } from './inference-tests/devices.ts';
import { logProbability, referenceLogits } from './inference-tests/reference-logits.ts';
import type { ReferenceLogits } from './inference-tests/reference-logits.ts';
import { bindWeights, trainedWeights } from './inference-tests/trained-weights.ts';

const text = 'the cat sat on the mat. the dog sat on the log. the cat and the dog sat.';
const context = 8;

const model = modernGpt({ vocabSize: 280, layers: 1, heads: 2, width: 32, context });
let tokenizer: Tokenizer;
let startId: number;
let weights: NamedTensors;

beforeAll(async () => {
  tokenizer = await trainByteLevelBpe([text], { vocabSize: 280, specialTokens: ['<|endoftext|>'] });
  startId = tokenizer.specialTokens['<|endoftext|>']!;
  const ids = [startId, ...tokenizer.encode(text).ids];
  const rows = ids.length - context;
  const windows = (shift: 0 | 1) => Int32Array.from({ length: rows * context }, (_, i) =>
    ids[Math.floor(i / context) + (i % context) + shift]!);
  weights = await trainedWeights(model, { shape: [rows, context], inputIds: windows(0), labels: windows(1) }, 40);
});

describe.each(devices)('a scorer over a decoder on $name', ({ open }) => {
  let backend: Backend;
  let parameters: Bound;
  let scorer: DecoderScorer;
  let reference: ReferenceLogits;
  beforeAll(async () => {
    backend = await open();
    parameters = bindWeights(backend, model, weights);
    scorer = new DecoderScorer({ backend, model, parameters, tokenizer, startId });
    reference = referenceLogits(backend, model, parameters);
  });
  afterAll(() => backend.close());

  /** Sum of ln p of the tokens from `first` on, each with as much before it as `before` allows. */
  async function sumOf(ids: readonly number[], first: number, before = context): Promise<number> {
    let sum = 0;
    for (let i = first; i < ids.length; i++) {
      const logits = await reference(ids.slice(Math.max(0, i - before), i));
      sum += logProbability(logits.at(-1)!, ids[i]!);
    }
    return sum;
  }

  it('gives the likelihood of a continuation, and whether it is the greedy one', async () => {
    const [likely, unlikely] = await scorer.logLikelihood([
      { context: 'the cat', continuation: ' sat on' }, { context: 'the cat', continuation: ' zzz' },
    ]);
    const ids = [...tokenizer.encode('the cat sat on').ids];
    const first = tokenizer.encode('the cat').ids.length;
    expect(likely!.tokenCount).toBe(ids.length - first);
    expect(likely!.logLikelihood).toBeCloseTo(await sumOf(ids, first), 4);
    expect(likely!.isGreedy).toBe(true);
    expect(unlikely!.isGreedy).toBe(false);
    expect(unlikely!.logLikelihood).toBeLessThan(likely!.logLikelihood);
  });

  it('begins a text without context with its start token', async () => {
    const [score] = await scorer.logLikelihood([{ context: '', continuation: 'the cat' }]);
    const ids = [startId, ...tokenizer.encode('the cat').ids];
    expect(score!.tokenCount).toBe(ids.length - 1);
    expect(score!.logLikelihood).toBeCloseTo(await sumOf(ids, 1), 4);
  });

  it('counts white space that ends a context to the continuation', async () => {
    const [before, after] = await scorer.logLikelihood([
      { context: 'the cat ', continuation: 'sat' }, { context: 'the cat', continuation: ' sat' },
    ]);
    expect(before).toEqual(after);
  });

  it('encodes the two apart where a token reaches over the border', async () => {
    expect(tokenizer.encode('the').ids.length).toBeLessThan(3);
    const [score] = await scorer.logLikelihood([{ context: 't', continuation: 'he' }]);
    const ids = [...tokenizer.encode('t').ids, ...tokenizer.encode('he').ids];
    expect(score!.logLikelihood).toBeCloseTo(await sumOf(ids, 1), 4);
  });

  it('has nothing to add for an empty continuation', async () => {
    expect(await scorer.logLikelihood([{ context: 'the', continuation: '' }]))
      .toEqual([{ logLikelihood: 0, isGreedy: true, tokenCount: 0 }]);
  });

  it('scores each token of a long text once, with all the context that fits when the stride is 1', async () => {
    const rolling = new DecoderScorer({ backend, model, parameters, tokenizer, startId, stride: 1 });
    const [score] = await rolling.logLikelihoodRolling([text]);
    const ids = [startId, ...tokenizer.encode(text).ids];
    expect(ids.length).toBeGreaterThan(2 * context);
    expect(score).toMatchObject({ tokenCount: ids.length - 1, byteCount: utf8ByteLength(text) });
    expect(score!.logLikelihood).toBeCloseTo(await sumOf(ids, 1), 3);
  });

  it('gives one text the same score alone and among others', async () => {
    const texts = [text, 'the cat', '', 'a dog on a log on a mat on the cat', 'é'];
    const together = await scorer.logLikelihoodRolling(texts);
    for (const [i, one] of texts.entries()) {
      const [alone] = await scorer.logLikelihoodRolling([one]);
      expect(together[i]).toMatchObject({ tokenCount: alone!.tokenCount, byteCount: alone!.byteCount });
      expect(together[i]!.logLikelihood).toBeCloseTo(alone!.logLikelihood, 4);
    }
    expect(together[2]).toEqual({ logLikelihood: 0, tokenCount: 0, byteCount: 0 });
  });

  it('generates until the first stop string or the most tokens', async () => {
    const generated = await scorer.generateUntil([
      { context: 'the cat', until: [' on', 'zzz'], maxNewTokens: 12 },
      { context: 'the cat', until: [], maxNewTokens: 2 },
      { context: '', until: ['.'], maxNewTokens: 12 },
    ]);
    expect(generated[0]).toBe(' sat');
    expect(tokenizer.encode(generated[1]!).ids.length).toBeLessThanOrEqual(2);
    expect(generated[2]).toMatch(/^the cat sat/);
    const withoutEnd = [{ context: 'a', until: [''], maxNewTokens: 1 }];
    await expect(scorer.generateUntil(withoutEnd)).rejects.toThrow(InvalidInputError);
  });

  it('frees its cache at once, so that the backend can be closed next', async () => {
    const passing = new DecoderScorer({ backend, model, parameters, tokenizer, startId });
    await passing.generateUntil([{ context: 'the', until: [], maxNewTokens: 1 }]);
    const { usedBytes } = backend.memory();
    passing.dispose();
    expect(backend.memory().usedBytes).toBeLessThan(usedBytes);
  });

  it('refuses a stride beyond the context and a start token beyond the vocabulary', () => {
    const options = { backend, model, parameters, tokenizer, startId };
    expect(() => new DecoderScorer({ ...options, stride: 17 })).toThrow(ConfigError);
    expect(() => new DecoderScorer({ ...options, startId: 280 }))
      .toThrow('scorer: startId must be a token below 280; got 280');
  });
});
