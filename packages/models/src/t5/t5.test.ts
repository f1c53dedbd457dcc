import { randomNormal, seedKey } from '@oneday/core';
import type { TokenBatch } from '@oneday/core';
import { batchFeeds, batchShapes, bindZeros } from '@oneday/nn';
import type { DeviceBatch, UnlabelledBatch } from '@oneday/nn';
import { disposeAll, shapesOf } from '@oneday/ops';
import type { Backend, Value } from '@oneday/ops';
import { openFloat64 } from '@oneday/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchOf, furthest, gradientsOf, rowsOf, vocabulary } from '../decoder-tests/run-decoder.ts';
import { devices } from '../parity-tests/devices.ts';
import { classicT5 } from './config.ts';
import type { T5Options } from './config.ts';
import { t5 } from './t5.ts';

const sizes: T5Options = {
  vocabSize: vocabulary, layers: 1, decoderLayers: 2, heads: 2, width: 8, headWidth: 3, buckets: 4, maxDistance: 6,
};
const forms: { form: string; options: T5Options }[] = [
  { form: 'v1.1', options: sizes },
  { form: 'classic', options: { ...classicT5, ...sizes, dropout: 0 } },
];
const everyCase = devices.flatMap((device) => forms.map((form) => ({ ...device, ...form })));

/** Random sources of time `source` and targets of time `target`. */
function pairsOf(seed: number, rows: number, source: number, target: number): TokenBatch {
  const { inputIds } = batchOf(seed, [rows, source]);
  const { inputIds: decoderInputIds, labels } = batchOf(seed + 100, [rows, target]);
  return { shape: [rows, source], inputIds, decoderShape: [rows, target], decoderInputIds, labels };
}

/** One row that ends in padding on both sides, after two pairs packed into it. */
function packedPairs(a: TokenBatch, b: TokenBatch): TokenBatch {
  const pack = (ofA: Int32Array, ofB: Int32Array, padding = 0) => Int32Array.of(...ofA, ...ofB, padding);
  const segments = (ofA: number, ofB: number) => pack(new Int32Array(ofA).fill(1), new Int32Array(ofB).fill(2));
  const [source, target] = [a.shape[1] + b.shape[1] + 1, a.labels.length + b.labels.length + 1];
  return {
    shape: [1, source],
    inputIds: pack(a.inputIds, b.inputIds),
    segments: segments(a.shape[1], b.shape[1]),
    decoderShape: [1, target],
    decoderInputIds: pack(a.decoderInputIds!, b.decoderInputIds!),
    decoderSegments: segments(a.labels.length, b.labels.length),
    labels: pack(a.labels, b.labels, -100),
  };
}

describe.each(everyCase)('a $form T5 on $name', ({ open, options }) => {
  const model = t5(options);
  let backend: Backend;
  beforeAll(async () => void (backend = await open()));
  afterAll(() => backend.close());

  /** Logits of a batch, one row a target position. */
  async function logitsOf(batch: TokenBatch, tested = model): Promise<number[][]> {
    const parameters = tested.bind(backend, 1);
    const program = backend.program('logits', (o, inputs: DeviceBatch) => tested.logits(o, parameters, inputs));
    await program.prepare(batchShapes(batch));
    return rowsOf(await backend.read(program.run(batchFeeds(batch))));
  }

  /** The same logits by decoding with a cache, `counts` tokens at a time, from sources padded to `sourceLength`. */
  async function decodedLogitsOf(batch: TokenBatch, counts: readonly number[], sourceLength: number) {
    const { shape: [rows, sourceTime], inputIds, decoderInputIds, decoderShape } = batch;
    const parameters = model.bind(backend, 1);
    const cache = bindZeros(backend, model.cacheSpecs({ batch: rows, sourceLength, length: 9 }), 'cache');
    const start = backend.program('start', (o, source: UnlabelledBatch) =>
      model.start(o, parameters, cache, source));
    const padded = (at: (row: number, t: number) => number, fill: number) => ({
      shape: [rows, sourceLength],
      data: Int32Array.from({ length: rows * sourceLength }, (_, i) =>
        (i % sourceLength < sourceTime ? at(Math.floor(i / sourceLength), i % sourceLength) : fill)),
    });
    const source = {
      inputIds: padded((row, t) => inputIds[row * sourceTime + t]!, 7),
      ...(sourceLength === sourceTime ? {} : { segments: padded(() => 1, 0) }),
    };
    await start.prepare(shapesOf(source));
    start.run(source);
    const step = backend.program('step', (o, { ids, position }: { ids: Value; position: Value }) =>
      model.decode(o, parameters, cache, ids, position));
    const time = decoderShape![1];
    const decoded: number[][][] = Array.from({ length: rows }, () => []);
    let position = 0;
    for (const count of counts) {
      const data = Int32Array.from({ length: rows * count }, (_, i) =>
        decoderInputIds![Math.floor(i / count) * time + position + (i % count)]!);
      const feeds = { ids: { shape: [rows, count], data }, position: { shape: [], data: Int32Array.of(position) } };
      await step.prepare(shapesOf(feeds));
      const logits = rowsOf(await backend.read(step.run(feeds)));
      decoded.forEach((row, i) => row.push(...logits.slice(i * count, (i + 1) * count)));
      position += count;
    }
    return decoded.flat();
  }

  it('sees the whole source, and of the target nothing that comes later', async () => {
    const batch = pairsOf(1, 1, 5, 6);
    const before = await logitsOf(batch);
    const changedTarget = batch.decoderInputIds!.map((id, i) => (i < 4 ? id : (id + 1) % vocabulary));
    const after = await logitsOf({ ...batch, decoderInputIds: changedTarget });
    expect(furthest(before.slice(0, 4), after.slice(0, 4))).toBe(0);
    expect(furthest(before.slice(4), after.slice(4))).toBeGreaterThan(1e-4);
    const changedSource = batch.inputIds.map((id, i) => (i < 4 ? id : (id + 1) % vocabulary));
    const other = await logitsOf({ ...batch, inputIds: changedSource });
    expect(furthest(before.slice(0, 1), other.slice(0, 1))).toBeGreaterThan(1e-4);
  });

  it('knows the order of the tokens, on both sides', async () => {
    const batch = pairsOf(2, 1, 5, 5);
    const exchanged = (ids: Int32Array) => Int32Array.of(ids[0]!, ids[3]!, ids[2]!, ids[1]!, ids[4]!);
    const last = async (changed: TokenBatch) => (await logitsOf(changed)).slice(4);
    const before = await last(batch);
    const ofSource = await last({ ...batch, inputIds: exchanged(batch.inputIds) });
    const ofTarget = await last({ ...batch, decoderInputIds: exchanged(batch.decoderInputIds!) });
    expect(furthest(before, ofSource)).toBeGreaterThan(1e-4);
    expect(furthest(before, ofTarget)).toBeGreaterThan(1e-4);
  });

  it('gives packed pairs what they have apart, and does not see padding', async () => {
    const [a, b] = [pairsOf(1, 1, 4, 3), pairsOf(2, 1, 3, 5)];
    const packed = packedPairs(a, b);
    const together = await logitsOf(packed);
    expect(furthest(together.slice(0, 3), await logitsOf(a))).toBeLessThan(1e-5);
    expect(furthest(together.slice(3, 8), await logitsOf(b))).toBeLessThan(1e-5);
    const otherPadding = packed.inputIds.map((id, i) => (i === 7 ? 9 : id));
    expect(furthest(together.slice(0, 8), (await logitsOf({ ...packed, inputIds: otherPadding })).slice(0, 8))).toBe(0);
  });

  it('takes a side without segments for one segment', async () => {
    const batch = pairsOf(3, 2, 4, 5);
    const plain = await logitsOf(batch);
    const ofSource = { ...batch, segments: new Int32Array(8).fill(1) };
    const ofTarget = { ...batch, decoderSegments: new Int32Array(10).fill(1) };
    expect(furthest(await logitsOf(ofSource), plain)).toBeLessThan(1e-6);
    expect(furthest(await logitsOf(ofTarget), plain)).toBeLessThan(1e-6);
  });

  it.each([5, 8])('decodes with a cache as without one, from sources padded from 5 to %i', async (sourceLength) => {
    const batch = pairsOf(4, 2, 5, 8);
    const decoded = await decodedLogitsOf(batch, [1, 4, 2, 1], sourceLength);
    expect(furthest(decoded, await logitsOf(batch))).toBeLessThan(1e-5);
  });

  it('encodes what its decoder looks at', async () => {
    const batch = pairsOf(5, 2, 4, 3);
    const parameters = model.bind(backend, 1);
    const program = backend.program('encode', (o, inputs: DeviceBatch) => model.encode(o, parameters, inputs));
    await program.prepare(batchShapes(batch));
    const hidden = program.run(batchFeeds(batch));
    expect(hidden.shape).toEqual([2, 4, 8]);
    const length = Math.hypot(...Array.from(await backend.read(hidden)).slice(0, 8));
    expect(length).toBeCloseTo(Math.sqrt(8), 3);
  });

  it('has the same gradients when its blocks are computed again, with dropout', async () => {
    const batch = pairsOf(6, 2, 5, 4);
    const kept = await gradientsOf(backend, t5({ ...options, dropout: 0.3 }), batch);
    const again = await gradientsOf(backend, t5({ ...options, dropout: 0.3 }, { checkpointBlocks: true }), batch);
    const without = await gradientsOf(backend, model, batch);
    expect(Math.abs(kept.lossSum - without.lossSum)).toBeGreaterThan(1e-6);
    for (const [name, gradient] of kept.gradients) {
      expect(furthest([again.gradients.get(name)!], [gradient]), name).toBeLessThan(1e-5);
    }
  });

  it('sends a gradient to every parameter', async () => {
    const { gradients } = await gradientsOf(backend, model, pairsOf(7, 2, 6, 6));
    expect([...gradients.keys()]).toEqual(model.parameters.map(({ name }) => name));
    for (const [name, gradient] of gradients) expect(gradient.some((g) => g !== 0), name).toBe(true);
  });

  it('needs targets', async () => {
    await expect(logitsOf(batchOf(8, [1, 4]))).rejects.toThrow('t5: a batch needs decoderInputIds');
  });
});

describe.each(forms)('the gradient of a $form T5', ({ options }) => {
  it('is the slope that finite differences give, in a random direction of each parameter', async () => {
    const model = t5(options);
    const batch = packedPairs(pairsOf(1, 1, 4, 3), pairsOf(2, 1, 3, 5));
    await using backend = await openFloat64();
    const { gradients } = await gradientsOf(backend, model, batch);
    const parameters = model.bind(backend, 1);
    const program = backend.program('loss', (o, inputs: DeviceBatch) => model.loss(o, parameters, inputs));
    await program.prepare(batchShapes(batch));
    for (const [i, [name, variable]] of [...parameters].entries()) {
      const values = Array.from(await backend.readVariable(variable), Number);
      const direction = randomNormal(seedKey(i), values.length);
      const lossAt = async (by: number) => {
        backend.writeVariable(variable, Float64Array.from(values, (value, j) => value + by * direction[j]!));
        const sums = program.run(batchFeeds(batch));
        const [loss] = await backend.read(sums.lossSum);
        disposeAll(sums);
        return loss!;
      };
      const slope = (await lossAt(1e-5) - await lossAt(-1e-5)) / 2e-5;
      await lossAt(0);
      const expected = gradients.get(name)!.reduce((sum, g, j) => sum + g * direction[j]!, 0);
      expect(Math.abs(slope - expected), name).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected)));
    }
  });
});

describe('the configuration of a T5', () => {
  it('is v1.1\'s where nothing is said', () => {
    expect(t5({ vocabSize: 9, layers: 2, heads: 2, width: 8 }).config).toEqual({
      vocabSize: 9, layers: 2, decoderLayers: 2, heads: 2, width: 8, headWidth: 4, innerWidth: 16, gated: true,
      activation: 'geluTanh', tiedHead: false, buckets: 32, maxDistance: 128, dropout: 0, normEpsilon: 1e-6,
    });
  });

  it.each<[string, T5Options, number]>([
    [
      'T5 v1.1 small', { vocabSize: 32_128, layers: 8, heads: 6, width: 512, headWidth: 64, innerWidth: 1024 },
      76_961_152,
    ],
    ['T5 small', { ...classicT5, vocabSize: 32_128, layers: 6, heads: 8, width: 512 }, 60_506_624],
  ])('has as many parameters as %s', (_, options, expected) => {
    const { parameters } = t5(options);
    expect(parameters.reduce((sum, { shape }) => sum + shape.reduce((size, axis) => size * axis, 1), 0)).toBe(expected);
  });

  it.each<[object, string]>([
    [{ headWidth: 2.5 }, 't5: headWidth must be a positive integer; got 2.5'],
    [{ layers: 0 }, 't5: layers must be a positive integer; got 0'],
    [{ buckets: 6 }, 't5: buckets must be a multiple of 4; got 6'],
    [{ buckets: 32, maxDistance: 16 }, 't5: maxDistance must be above 16; got 16'],
    [{ activation: 'tanh' }, 't5: activation must be'],
    [{ dropout: 1 }, 't5: dropout must be in [0, 1); got 1'],
    [{ normEpsilon: 0 }, 't5: normEpsilon must be above 0; got 0'],
    [{ tiedHead: 1 }, 't5: tiedHead must be true or false; got 1'],
    [{ context: 512 }, 't5: unknown key "context"'],
  ])('refuses %o', (options, message) => {
    expect(() => t5({ ...sizes, ...options })).toThrow(message);
  });

  it('needs a head width where heads do not divide the width', () => {
    expect(() => t5({ vocabSize: 9, layers: 1, heads: 3, width: 8 }))
      .toThrow('t5: heads must be a divisor of width 8, where there is no headWidth; got 3');
  });
});
