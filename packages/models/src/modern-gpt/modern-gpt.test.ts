import { initialValues } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  batchOf, decodedLogitsOf, furthest, gradientsOf, logitsOf, packedBatch, vocabulary,
} from '../decoder-tests/run-decoder.ts';
import { devices } from '../parity-tests/devices.ts';
import type { ModernGptOptions } from './config.ts';
import { modernGpt } from './modern-gpt.ts';

const sizes: ModernGptOptions = { vocabSize: vocabulary, layers: 2, heads: 2, width: 8, context: 12 };
/** Projections of zero would hide the blocks. */
const model = modernGpt({ ...sizes, zeroProjections: false });

describe.each(devices)('a modern GPT on $name', ({ open }) => {
  let backend: Backend;
  beforeAll(async () => void (backend = await open()));
  afterAll(() => backend.close());

  it('sees no later token', async () => {
    const batch = batchOf(1, [1, 6]);
    const changed = batch.inputIds.map((id, i) => (i < 4 ? id : (id + 1) % vocabulary));
    const before = await logitsOf(backend, model, batch);
    const after = await logitsOf(backend, model, { ...batch, inputIds: changed });
    expect(furthest(before.slice(0, 4), after.slice(0, 4))).toBe(0);
    expect(furthest(before.slice(4), after.slice(4))).toBeGreaterThan(1e-5);
  });

  it('gives packed documents the logits that they have apart', async () => {
    const [a, b] = [batchOf(1, [1, 4]), batchOf(2, [1, 3])];
    const together = await logitsOf(backend, model, packedBatch(a, b));
    expect(furthest(together.slice(0, 4), await logitsOf(backend, model, a))).toBeLessThan(1e-6);
    expect(furthest(together.slice(4, 7), await logitsOf(backend, model, b))).toBeLessThan(1e-6);
  });

  it('looks at distances, not at places', async () => {
    const batch = batchOf(2, [1, 5]);
    const moved = { ...batch, positions: Int32Array.of(7, 8, 9, 10, 11) };
    const [here, there] = [await logitsOf(backend, model, batch), await logitsOf(backend, model, moved)];
    expect(furthest(there, here)).toBeLessThan(1e-6);
    const stretched = { ...batch, positions: Int32Array.of(0, 2, 4, 6, 8) };
    expect(furthest(await logitsOf(backend, model, stretched), here)).toBeGreaterThan(1e-6);
  });

  it('decodes with a cache as without one', async () => {
    const batch = batchOf(3, [2, 9]);
    const decoded = await decodedLogitsOf(backend, model, batch, [4, 2, 1, 1, 1]);
    expect(furthest(decoded, await logitsOf(backend, model, batch))).toBeLessThan(1e-6);
  });

  it('has the same gradients when its blocks are computed again', async () => {
    const batch = batchOf(4, [2, 6]);
    const options = { ...sizes, zeroProjections: false };
    const kept = await gradientsOf(backend, modernGpt(options), batch);
    const again = await gradientsOf(backend, modernGpt(options, { checkpointBlocks: true }), batch);
    for (const [name, gradient] of kept.gradients) {
      expect(furthest([again.gradients.get(name)!], [gradient]), name).toBeLessThan(1e-5);
    }
  });

  it.each([true, false])('sends a gradient to every parameter, tied head %s', async (tiedHead) => {
    const tested = modernGpt({ ...sizes, tiedHead, zeroProjections: false });
    const { gradients } = await gradientsOf(backend, tested, batchOf(5, [2, 12]));
    expect(gradients.size).toBe(tiedHead ? 9 : 10);
    for (const [name, gradient] of gradients) expect(gradient.some((g) => g !== 0), name).toBe(true);
  });

  it('starts with a loss of ln V and blocks that add nothing', async () => {
    const batch = batchOf(6, [2, 12]);
    const { lossSum, gradients } = await gradientsOf(backend, modernGpt(sizes), batch);
    expect(lossSum / 24).toBeCloseTo(Math.log(vocabulary), 2);
    expect(gradients.get('blocks.0.qkv.weight')!.every((g) => g === 0)).toBe(true);
    expect(gradients.get('blocks.0.attentionOutput.weight')!.some((g) => g !== 0)).toBe(true);
  });

  it('refuses a sequence longer than its context', async () => {
    await expect(logitsOf(backend, model, batchOf(6, [1, 13])))
      .rejects.toThrow('modernGpt: a sequence must fit in context 12; got T = 13');
  });
});

describe('the configuration of a modern GPT', () => {
  it('has nanochat\'s defaults', () => {
    expect(modernGpt({ vocabSize: 5, layers: 1, heads: 2, width: 8 }).config).toEqual({
      vocabSize: 5, layers: 1, heads: 2, width: 8, context: 2048, innerWidth: 32, tiedHead: false,
      zeroProjections: true, rotaryBase: 10_000, normEpsilon: 1e-6,
    });
  });

  it.each<[Partial<ModernGptOptions> | object, string]>([
    [{ heads: 8 }, 'modernGpt: heads must be such that width 8 / heads is an even integer; got 8'],
    [{ layers: 0 }, 'modernGpt: layers must be a positive integer; got 0'],
    [{ rotaryBase: 1 }, 'modernGpt: rotaryBase must be above 1; got 1'],
    [{ normEpsilon: 0 }, 'modernGpt: normEpsilon must be above 0; got 0'],
    [{ tiedHead: 'yes' }, 'modernGpt: tiedHead must be true or false; got "yes"'],
    [{ dropout: 0.1 }, 'modernGpt: unknown key "dropout"'],
  ])('refuses %o', (options, message) => {
    expect(() => modernGpt({ ...sizes, ...options })).toThrow(message);
  });

  it('draws uniform numbers of deviation 1/√D for what reads the stream', () => {
    const wide = modernGpt({ vocabSize: 5, layers: 1, heads: 2, width: 64 });
    const values = initialValues(wide.parameters.find(({ name }) => name === 'blocks.0.feedForwardIn.weight')!, 1);
    const deviation = Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
    expect(deviation).toBeCloseTo(1 / 8, 2);
    expect(Math.max(...values)).toBeLessThanOrEqual(Math.sqrt(3) / 8);
  });
});
