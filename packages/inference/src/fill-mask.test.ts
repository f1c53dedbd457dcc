import { NOT_SCORED } from '@oneday/core';
import type { NamedTensors, Tokenizer } from '@oneday/core';
import { bert } from '@oneday/models';
import type { Bound, DeviceBatch } from '@oneday/nn';
import { shapesOf } from '@oneday/ops';
import type { Backend } from '@oneday/ops';
import { trainByteLevelBpe } from '@oneday/tokenizer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MaskFiller } from './fill-mask.ts';
import { devices } from './inference-tests/devices.ts';
import { logProbability } from './inference-tests/reference-logits.ts';
import { bindWeights, trainedWeights } from './inference-tests/trained-weights.ts';

const lines = ['a cat sat.', 'a dog ran.', 'one cow ate.'];
/** Two rows of the vocabulary are no tokens. */
const vocabSize = 276;
const model = bert({ vocabSize, layers: 1, heads: 2, width: 32, context: 20 });
let tokenizer: Tokenizer;
let weights: NamedTensors;

beforeAll(async () => {
  tokenizer = await trainByteLevelBpe(lines, { vocabSize: 274, specialTokens: ['[MASK]'] });
  const maskId = tokenizer.specialTokens['[MASK]']!;
  // Every token of every line masked once, each row padded.
  const time = 12;
  const rows = lines.map((line) => tokenizer.encode(line).ids)
    .flatMap((ids) => [...ids.keys()].map((masked) => ({ ids, masked })));
  const field = (fill: number, of: (id: number, isMasked: boolean) => number) =>
    Int32Array.from(rows.flatMap(({ ids, masked }) =>
      Array.from({ length: time }, (_, i) => (i < ids.length ? of(ids[i]!, i === masked) : fill))));
  weights = await trainedWeights(model, {
    shape: [rows.length, time],
    inputIds: field(0, (id, isMasked) => (isMasked ? maskId : id)),
    labels: field(NOT_SCORED, (id, isMasked) => (isMasked ? id : NOT_SCORED)),
    segments: field(0, () => 1),
  }, 60);
});

describe.each(devices)('a mask filler on $name', ({ open }) => {
  let backend: Backend;
  let parameters: Bound;
  let filler: MaskFiller;
  beforeAll(async () => {
    backend = await open();
    parameters = bindWeights(backend, model, weights);
    filler = new MaskFiller({ backend, model, parameters, tokenizer });
  });
  afterAll(() => backend.close());

  it('knows what the model learnt', async () => {
    const { text, masks } = await filler.fill('a[MASK] sat.', 3);
    expect(text).toBe('a cat sat.');
    expect(masks).toHaveLength(1);
    expect(masks[0]!.position).toBe(1);
    const { candidates } = masks[0]!;
    expect(candidates).toHaveLength(3);
    expect(candidates[0]).toMatchObject({ id: tokenizer.encode(' cat').ids[0], token: ' cat' });
    expect(candidates[0]!.probability).toBeGreaterThan(0.5);
    const probabilities = candidates.map(({ probability }) => probability);
    expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
  });

  it('gives tokens, and no others, probabilities that add up to 1', async () => {
    const { masks } = await filler.fill('a[MASK] sat.', vocabSize);
    expect(tokenizer.vocabSize).toBeLessThan(vocabSize);
    expect(masks[0]!.candidates).toHaveLength(tokenizer.vocabSize);
    expect(masks[0]!.candidates.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
  });

  it.each([0, -1, 1.5, NaN])('refuses %d candidates', async (count) => {
    await expect(filler.fill('a[MASK] sat.', count))
      .rejects.toThrow(`fillMask: count must be an integer of at least 1; got ${count}`);
  });

  it('fills several masks, each for itself, in texts of other lengths', async () => {
    const { text, masks } = await filler.fill('one[MASK] ate[MASK]');
    expect(text).toBe('one cow ate.');
    expect(masks.map(({ candidates }) => candidates[0]!.token)).toEqual([' cow', '.']);
  });

  it('gives what the model gives without padding', async () => {
    const text = 'a[MASK] sat. a dog';
    const ids = tokenizer.encode(text).ids;
    expect(Math.log2(ids.length) % 1).toBeGreaterThan(0);
    const program = backend.program('unpadded', (o, { batch }: { batch: DeviceBatch }) => (
      { logits: model.logitsAt(o, parameters, batch, o.constant(1, { shape: [1], dtype: 'i32' })) }
    ));
    const row = { shape: [1, ids.length], data: ids };
    await program.prepare(shapesOf({ batch: { inputIds: row, labels: row } }));
    const logits = Array.from(await backend.read(program.run({ batch: { inputIds: row, labels: row } }).logits));
    const { masks } = await filler.fill(text);
    for (const { id, probability } of masks[0]!.candidates) {
      expect(Math.log(probability)).toBeCloseTo(logProbability(logits.slice(0, tokenizer.vocabSize), id), 4);
    }
  });

  it('refuses texts without a mask or beyond the context, and tokenizers without a mask token', async () => {
    await expect(filler.fill('a cat')).rejects.toThrow('fillMask: the text has no mask');
    await expect(filler.fill(`[MASK]${'.'.repeat(20)}`))
      .rejects.toThrow('fillMask: the text has 21 tokens, but the context is 20');
    expect(() => new MaskFiller({ backend, model, parameters, tokenizer, maskToken: '<mask>' }))
      .toThrow('fillMask: the tokenizer has no token <mask>; its special tokens: [MASK]');
  });
});
