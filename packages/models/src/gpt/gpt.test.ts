import { ShapeError } from '@oneday/core';
import type { Backend } from '@oneday/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  batchOf, decodedLogitsOf, furthest, gradientsOf, logitsOf, packedBatch, vocabulary,
} from '../decoder-tests/run-decoder.ts';
import { devices } from '../parity-tests/devices.ts';
import type { GptOptions } from './config.ts';
import { gpt } from './gpt.ts';

const sizes: GptOptions = { vocabSize: vocabulary, layers: 2, heads: 2, width: 8, context: 12 };
const model = gpt(sizes);

describe.each(devices)('a GPT on $name', ({ open }) => {
  let backend: Backend;
  beforeAll(async () => void (backend = await open()));
  afterAll(() => backend.close());

  it('sees no later token', async () => {
    const batch = batchOf(1, [1, 6]);
    const changed = batch.inputIds.map((id, i) => (i < 4 ? id : (id + 1) % vocabulary));
    const before = await logitsOf(backend, model, batch);
    const after = await logitsOf(backend, model, { ...batch, inputIds: changed });
    expect(furthest(before.slice(0, 4), after.slice(0, 4))).toBe(0);
    expect(furthest(before.slice(4), after.slice(4))).toBeGreaterThan(1e-4);
  });

  it('gives packed segments the logits that they have apart', async () => {
    const [a, b] = [batchOf(1, [1, 4]), batchOf(2, [1, 3])];
    const together = await logitsOf(backend, model, packedBatch(a, b));
    expect(furthest(together.slice(0, 4), await logitsOf(backend, model, a))).toBeLessThan(1e-6);
    expect(furthest(together.slice(4, 7), await logitsOf(backend, model, b))).toBeLessThan(1e-6);
  });

  it('decodes with a cache as without one', async () => {
    const batch = batchOf(3, [2, 9]);
    const decoded = await decodedLogitsOf(backend, model, batch, [4, 2, 1, 1, 1]);
    expect(furthest(decoded, await logitsOf(backend, model, batch))).toBeLessThan(1e-5);
  });

  it('has the same gradients when its blocks are computed again, with dropout', async () => {
    const batch = batchOf(4, [2, 6]);
    const kept = await gradientsOf(backend, gpt({ ...sizes, dropout: 0.3 }), batch);
    const again = await gradientsOf(backend, gpt({ ...sizes, dropout: 0.3 }, { checkpointBlocks: true }), batch);
    expect(again.lossSum).toBeCloseTo(kept.lossSum, 5);
    for (const [name, gradient] of kept.gradients) {
      expect(furthest([again.gradients.get(name)!], [gradient]), name).toBeLessThan(1e-5);
    }
  });

  it.each<Partial<GptOptions>>([
    { tiedHead: false }, { bias: false, activation: 'gelu' }, { activation: 'reluSquared', innerWidth: 20 },
  ])('sends a gradient to every parameter with %o', async (options) => {
    const { gradients } = await gradientsOf(backend, gpt({ ...sizes, ...options }), batchOf(5, [2, 12]));
    for (const [name, gradient] of gradients) expect(gradient.some((g) => g !== 0), name).toBe(true);
  });

  it('refuses a sequence longer than its context', async () => {
    await expect(logitsOf(backend, model, batchOf(6, [1, 13]))).rejects.toThrow(ShapeError);
    await expect(logitsOf(backend, model, batchOf(6, [1, 13])))
      .rejects.toThrow('gpt: a sequence must fit in context 12; got T = 13');
  });
});
