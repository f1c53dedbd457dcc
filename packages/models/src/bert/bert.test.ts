import { UNUSED_POSITION } from '@oneday/core';
import type { TokenBatch } from '@oneday/core';
import { batchFeeds, batchShapes } from '@oneday/nn';
import type { DeviceBatch } from '@oneday/nn';
import { shapesOf } from '@oneday/ops';
import type { Backend, Value } from '@oneday/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchOf, furthest, gradientsOf, packedBatch, vocabulary } from '../decoder-tests/run-decoder.ts';
import { devices } from '../parity-tests/devices.ts';
import { bert } from './bert.ts';
import { classicBert } from './config.ts';
import type { BertOptions } from './config.ts';

const sizes: BertOptions = { vocabSize: vocabulary, layers: 2, heads: 2, width: 8, context: 12 };
const forms: { form: string; options: BertOptions }[] = [
  { form: 'crammed', options: sizes },
  { form: 'classic', options: { ...classicBert, ...sizes, dropout: 0 } },
];
const everyCase = devices.flatMap((device) => forms.map((form) => ({ ...device, ...form })));

describe.each(everyCase)('a $form BERT on $name', ({ open, options }) => {
  const model = bert(options);
  let backend: Backend;
  beforeAll(async () => void (backend = await open()));
  afterAll(() => backend.close());

  /** Hidden states of a batch, one row a position. */
  async function hiddenOf(batch: TokenBatch): Promise<number[][]> {
    const parameters = model.bind(backend, 1);
    const program = backend.program('encode', (o, inputs: DeviceBatch) => model.encode(o, parameters, inputs));
    await program.prepare(batchShapes(batch));
    const all = Array.from(await backend.read(program.run(batchFeeds(batch))));
    const width = model.config.width;
    return Array.from({ length: all.length / width }, (_, row) => all.slice(row * width, (row + 1) * width));
  }

  it('sees both ways, and what it encodes follows from where a token stands', async () => {
    const batch = batchOf(1, [1, 6]);
    const before = await hiddenOf(batch);
    const changed = batch.inputIds.map((id, i) => (i === 3 ? (id + 1) % vocabulary : id));
    const after = await hiddenOf({ ...batch, inputIds: changed });
    expect(furthest(before.slice(0, 1), after.slice(0, 1))).toBeGreaterThan(1e-6);
    expect(furthest(before.slice(5), after.slice(5))).toBeGreaterThan(1e-6);
    const same = await hiddenOf({ ...batch, inputIds: new Int32Array(6).fill(4) });
    expect(furthest(same.slice(0, 1), same.slice(1, 2))).toBeGreaterThan(1e-3);
  });

  it('gives packed segments what they have apart, and does not see padding', async () => {
    const [a, b] = [batchOf(1, [1, 4]), batchOf(2, [1, 3])];
    const packed = packedBatch(a, b);
    const together = await hiddenOf(packed);
    expect(furthest(together.slice(0, 4), await hiddenOf(a))).toBeLessThan(1e-5);
    expect(furthest(together.slice(4, 7), await hiddenOf(b))).toBeLessThan(1e-5);
    const otherPadding = packed.inputIds.map((id, i) => (i === 7 ? 9 : id));
    expect(furthest(together.slice(0, 7), (await hiddenOf({ ...packed, inputIds: otherPadding })).slice(0, 7))).toBe(0);
  });

  it('gives scored positions alone the loss that all positions have', async () => {
    const all = batchOf(3, [2, 6]);
    const positions = [1, 4, 9];
    const labels = all.labels.map((label, i) => (positions.includes(i) ? label : -100));
    const scoredPositions = Int32Array.of(...positions, UNUSED_POSITION);
    const dense = await gradientsOf(backend, model, { ...all, labels });
    const sparse = await gradientsOf(backend, model, { ...all, labels, scoredPositions });
    expect(sparse.lossSum).toBeCloseTo(dense.lossSum, 5);
    for (const [name, gradient] of dense.gradients) {
      expect(furthest([sparse.gradients.get(name)!], [gradient]), name).toBeLessThan(1e-5);
    }
  });

  it('gives the logits at positions in the order they are asked for', async () => {
    const batch = batchOf(4, [2, 6]);
    const parameters = model.bind(backend, 1);
    const program = backend.program('logitsAt', (o, inputs: { batch: DeviceBatch; positions: Value }) =>
      model.logitsAt(o, parameters, inputs.batch, inputs.positions));
    const feeds = (positions: number[]) =>
      ({ batch: batchFeeds(batch), positions: { shape: [2], data: Int32Array.from(positions) } });
    await program.prepare(shapesOf(feeds([0, 0])));
    const there = Array.from(await backend.read(program.run(feeds([7, 2]))));
    const back = Array.from(await backend.read(program.run(feeds([2, 7]))));
    expect(there).toEqual([...back.slice(vocabulary), ...back.slice(0, vocabulary)]);
  });

  it('has the same gradients when its blocks are computed again, with dropout', async () => {
    const batch = batchOf(5, [2, 6]);
    const kept = await gradientsOf(backend, bert({ ...options, dropout: 0.3 }), batch);
    const again = await gradientsOf(backend, bert({ ...options, dropout: 0.3 }, { checkpointBlocks: true }), batch);
    const without = await gradientsOf(backend, model, batch);
    expect(Math.abs(kept.lossSum - without.lossSum)).toBeGreaterThan(1e-6);
    for (const [name, gradient] of kept.gradients) {
      expect(furthest([again.gradients.get(name)!], [gradient]), name).toBeLessThan(1e-5);
    }
  });

  it('sends a gradient to every parameter', async () => {
    const batch = { ...batchOf(6, [2, 12]), typeIds: Int32Array.from({ length: 24 }, (_, i) => i % 2) };
    const { gradients } = await gradientsOf(backend, model, batch);
    expect([...gradients.keys()]).toEqual(model.parameters.map(({ name }) => name));
    for (const [name, gradient] of gradients) expect(gradient.some((g) => g !== 0), name).toBe(true);
  });

  it('has type 0 where a batch says nothing', async () => {
    const batch = batchOf(7, [2, 5]);
    const said = await hiddenOf({ ...batch, typeIds: new Int32Array(10) });
    expect(furthest(await hiddenOf(batch), said)).toBe(0);
  });

  it('refuses a sequence longer than its context', async () => {
    await expect(hiddenOf(batchOf(8, [1, 13]))).rejects.toThrow('bert: a sequence must fit in context 12; got T = 13');
  });
});

describe('the configuration of a BERT', () => {
  it('is crammed-BERT\'s by default: 120 million parameters, no biases but in norms', () => {
    const { config, parameters } = bert();
    const count = parameters.reduce((sum, { shape }) => sum + shape.reduce((size, axis) => size * axis, 1), 0);
    expect(count / 1e6).toBeCloseTo(119.6, 1);
    expect(config).toMatchObject({ layers: 16, width: 768, innerWidth: 1536, gated: true, norms: 'pre' });
    const biases = parameters.map(({ name }) => name).filter((name) => name.endsWith('.bias'));
    expect(biases.every((name) => name.includes('Norm.'))).toBe(true);
  });

  it('is BERT base with `classicBert`: 109.5 million parameters with the head', () => {
    const { config, parameters } = bert(classicBert);
    const count = parameters.reduce((sum, { shape }) => sum + shape.reduce((size, axis) => size * axis, 1), 0);
    expect(count).toBe(109_514_298);
    expect(config.innerWidth).toBe(3072);
  });

  it.each<[object, string]>([
    [{ heads: 3 }, 'bert: heads must be a divisor of width 8; got 3'],
    [{ width: 7, heads: 1 }, 'bert: width must be even with sinusoidal positions; got 7'],
    [{ norms: 'sandwich' }, 'bert: norms must be pre or post; got "sandwich"'],
    [{ positions: 'rotary' }, 'bert: positions must be learned or sinusoidal; got "rotary"'],
    [{ typeCount: -1 }, 'bert: typeCount must be a positive integer; got -1'],
    [{ activation: 'tanh' }, 'bert: activation must be'],
    [{ dropout: 1 }, 'bert: dropout must be in [0, 1); got 1'],
    [{ layerNormEpsilon: 0 }, 'bert: layerNormEpsilon must be above 0; got 0'],
    [{ bias: 1 }, 'bert: bias must be true or false; got 1'],
    [{ headBias2: true }, 'bert: unknown key "headBias2"; did you mean "headBias"?'],
  ])('refuses %o', (options, message) => {
    expect(() => bert({ ...sizes, ...options })).toThrow(message);
  });
});
