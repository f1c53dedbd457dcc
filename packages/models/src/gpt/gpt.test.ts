import { PADDING_SEGMENT, ShapeError, randomBits, seedKey } from '@oneday/core';
import type { TokenBatch } from '@oneday/core';
import { adamw, batchFeeds, batchShapes, bindZeros, microBatchKey, TrainingStep } from '@oneday/nn';
import type { DeviceBatch } from '@oneday/nn';
import { shapesOf } from '@oneday/ops';
import type { Backend, Value } from '@oneday/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GptOptions } from './config.ts';
import { gpt } from './gpt.ts';
import { devices } from '../parity-tests/devices.ts';

const V = 11;
const sizes: GptOptions = { vocabSize: V, layers: 2, heads: 2, width: 8, context: 12 };

function batchOf(seed: number, shape: readonly [number, number], fields: Partial<TokenBatch> = {}): TokenBatch {
  const ids = Int32Array.from(randomBits(seedKey(seed), 2 * shape[0] * shape[1]), (word) => (word >>> 8) % V);
  return { shape, inputIds: ids.slice(0, ids.length / 2), labels: ids.slice(ids.length / 2), ...fields };
}

describe.each(devices)('a GPT on $name', ({ open }) => {
  let backend: Backend;
  beforeAll(async () => void (backend = await open()));
  afterAll(() => backend.close());

  /** Logits of a batch, one row a position: T rows of V for each sequence. */
  async function logitsOf(batch: TokenBatch, options: Partial<GptOptions> = {}): Promise<number[][]> {
    const model = gpt({ ...sizes, ...options });
    const parameters = model.bind(backend, 1);
    const program = backend.program('logits', (o, inputs: { batch: DeviceBatch }) => (
      { logits: model.logits(o, parameters, inputs.batch) }
    ));
    await program.prepare({ batch: batchShapes(batch) });
    return rowsOf(await backend.read(program.run({ batch: batchFeeds(batch) }).logits));
  }

  async function gradientsOf(batch: TokenBatch, options: Partial<GptOptions>, checkpointBlocks: boolean) {
    const model = gpt({ ...sizes, ...options }, { checkpointBlocks });
    const parameters = model.bind(backend, 1);
    const step = new TrainingStep({ backend, model, parameters, optimizer: adamw() });
    await step.prepare(batch);
    step.accumulate(batch, microBatchKey(1, 0, 0));
    const gradients = new Map<string, number[]>();
    for (const [name, variable] of step.gradients) {
      gradients.set(name, Array.from(await backend.readVariable(variable), Number));
    }
    return { gradients, lossSum: (await step.update(0)).lossSum };
  }

  it('sees no later token', async () => {
    const batch = batchOf(1, [1, 6]);
    const changed = batch.inputIds.map((id, i) => (i < 4 ? id : (id + 1) % V));
    const [before, after] = [await logitsOf(batch), await logitsOf({ ...batch, inputIds: changed })];
    expect(furthest(before.slice(0, 4), after.slice(0, 4))).toBe(0);
    expect(furthest(before.slice(4), after.slice(4))).toBeGreaterThan(1e-4);
  });

  it('gives packed segments the logits that they have apart', async () => {
    const [a, b] = [batchOf(1, [1, 4]), batchOf(2, [1, 3])];
    const packed: TokenBatch = {
      shape: [1, 8],
      inputIds: Int32Array.of(...a.inputIds, ...b.inputIds, 0),
      labels: new Int32Array(8),
      segments: Int32Array.of(1, 1, 1, 1, 2, 2, 2, PADDING_SEGMENT),
      positions: Int32Array.of(0, 1, 2, 3, 0, 1, 2, 0),
    };
    const together = await logitsOf(packed);
    expect(furthest(together.slice(0, 4), await logitsOf(a))).toBeLessThan(1e-6);
    expect(furthest(together.slice(4, 7), await logitsOf(b))).toBeLessThan(1e-6);
  });

  it('decodes with a cache as without one', async () => {
    const model = gpt(sizes);
    const batch = batchOf(3, [2, 9]);
    const parameters = model.bind(backend, 1);
    const cache = bindZeros(backend, model.cacheSpecs({ batch: 2, length: 10 }), 'cache');
    const program = backend.program('decode', (o, { ids, position }: { ids: Value; position: Value }) => (
      { logits: model.decode(o, parameters, cache, ids, position) }
    ));
    const rows: number[][][] = [[], []];
    // A prompt of four tokens, then two, then one at a time.
    for (const [start, count] of [[0, 4], [4, 2], [6, 1], [7, 1], [8, 1]] as const) {
      const idsOfRow = (row: number) => [...batch.inputIds.subarray(9 * row + start, 9 * row + start + count)];
      const feeds = {
        ids: { shape: [2, count], data: Int32Array.of(...idsOfRow(0), ...idsOfRow(1)) },
        position: { shape: [], data: Int32Array.of(start) },
      };
      await program.prepare(shapesOf(feeds));
      const logits = rowsOf(await backend.read(program.run(feeds).logits));
      rows.forEach((row, i) => row.push(...logits.slice(i * count, (i + 1) * count)));
    }
    expect(furthest(rows.flat(), await logitsOf(batch))).toBeLessThan(1e-5);
  });

  it('has the same gradients when its blocks are computed again, with dropout', async () => {
    const batch = batchOf(4, [2, 6]);
    const kept = await gradientsOf(batch, { dropout: 0.3 }, false);
    const again = await gradientsOf(batch, { dropout: 0.3 }, true);
    expect(again.lossSum).toBeCloseTo(kept.lossSum, 5);
    for (const [name, gradient] of kept.gradients) {
      expect(furthest([again.gradients.get(name)!], [gradient]), name).toBeLessThan(1e-5);
    }
  });

  it.each<Partial<GptOptions>>([
    { tiedHead: false }, { bias: false, activation: 'gelu' }, { activation: 'reluSquared', innerWidth: 20 },
  ])('sends a gradient to every parameter with %o', async (options) => {
    const { gradients } = await gradientsOf(batchOf(5, [2, 12]), options, false);
    for (const [name, gradient] of gradients) expect(gradient.some((g) => g !== 0), name).toBe(true);
  });

  it('refuses a sequence longer than its context', async () => {
    await expect(logitsOf(batchOf(6, [1, 13]))).rejects.toThrow(ShapeError);
    await expect(logitsOf(batchOf(6, [1, 13]))).rejects.toThrow('gpt: a sequence must fit in context 12; got T = 13');
  });
});

function rowsOf(logits: ArrayLike<number>): number[][] {
  const all = Array.from(logits);
  return Array.from({ length: all.length / V }, (_, row) => all.slice(row * V, (row + 1) * V));
}

function furthest(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number {
  expect(a.map((row) => row.length)).toEqual(b.map((row) => row.length));
  return Math.max(...a.flatMap((row, i) => row.map((x, j) => Math.abs(x - b[i]![j]!))));
}
