/** A T5: encoder and decoder, a relative position bias that learns, and a batch of span corruption. */
import { expect, test } from 'vitest';
import type { TokenBatch } from '@oneday/core';
import { adamw, batchFeeds, batchShapes, bind, microBatchKey, ones, TrainingStep } from '@oneday/nn';
import type { Bound, DeviceBatch, ModelDefinition, ParameterSpec } from '@oneday/nn';
import { attention, crossEntropy, disposeAll, embedding, linear, rmsNorm } from '@oneday/ops';
import type { AttentionMasks, Ops, Value } from '@oneday/ops';
import { openFloat64 } from '@oneday/testkit';
import { devices } from './devices.ts';

interface T5Config {
  readonly layers: number;
  readonly heads: number;
  readonly width: number;
  readonly vocabSize: number;
  readonly buckets: number;
  readonly maxDistance: number;
}

function t5(config: T5Config): ModelDefinition<T5Config> {
  const parameters = t5Parameters(config);
  return {
    config,
    parameters,
    bind: (backend, seed) => bind(backend, parameters, seed),
    loss(o, p, batch) {
      const { decoderInputIds } = batch;
      if (decoderInputIds === undefined) throw new TypeError('t5: batches need decoderInputIds');
      const encoded = encode(o, p, batch, config);
      const decoded = decode(o, p, { ...batch, decoderInputIds }, encoded, config);
      return crossEntropy(o, decoded, p.get('tokens.weight'), batch.labels);
    },
  };
}

/** [B,T,D] */
function encode(o: Ops, p: Bound, { inputIds, segments }: DeviceBatch, config: T5Config): Value {
  const time = inputIds.shape[1]!;
  let x = embedding(o, p.get('tokens.weight'), inputIds);
  const bias = positionBias(o, p.scope('encoder'), bucketsOfDistances(time, false, config));
  for (let layer = 0; layer < config.layers; layer++) {
    const block = p.scope(`encoder.blocks.${layer}`);
    const masks = { bias, segments: segments && { query: segments, key: segments } };
    x = attend(o, block.scope('attention'), x, undefined, masks, config);
    x = feedForward(o, block.scope('feedForward'), x);
  }
  return rmsNorm(o, x, { weight: p.get('encoder.norm.weight') });
}

type Seq2SeqBatch = DeviceBatch & { readonly decoderInputIds: Value };

/** [B,S,D]; queries of time S look at keys of time T across. */
function decode(o: Ops, p: Bound, batch: Seq2SeqBatch, encodedBTD: Value, config: T5Config): Value {
  const { decoderInputIds, decoderSegments: query, segments: key } = batch;
  const time = decoderInputIds.shape[1]!;
  let x = embedding(o, p.get('tokens.weight'), decoderInputIds);
  const bias = positionBias(o, p.scope('decoder'), bucketsOfDistances(time, true, config));
  for (let layer = 0; layer < config.layers; layer++) {
    const block = p.scope(`decoder.blocks.${layer}`);
    const own = { bias, causal: true, segments: query && { query, key: query } };
    x = attend(o, block.scope('attention'), x, undefined, own, config);
    const across = { segments: query && key && { query, key } };
    x = attend(o, block.scope('crossAttention'), x, encodedBTD, across, config);
    x = feedForward(o, block.scope('feedForward'), x);
  }
  return rmsNorm(o, x, { weight: p.get('decoder.norm.weight') });
}

/** Pre-norm attention with its residual, to itself or to `memory`. T5 does not scale its scores. */
function attend(
  o: Ops, p: Bound, x: Value, memory: Value | undefined, masks: AttentionMasks, { heads, width }: T5Config,
): Value {
  const normed = rmsNorm(o, x, { weight: p.get('norm.weight') });
  const split = (projected: Value) => o.reshape(projected, [x.shape[0]!, projected.shape[1]!, heads, width / heads]);
  const q = split(linear(o, normed, p.get('query.weight')));
  const [k, v] = ['key', 'value'].map((name) => split(linear(o, memory ?? normed, p.get(`${name}.weight`))));
  const attended = attention(o, { q, k: k!, v: v! }, { ...masks, scale: 1 });
  return linear(o, o.reshape(attended, x.shape), p.get('output.weight'), { residual: x });
}

function feedForward(o: Ops, p: Bound, x: Value): Value {
  const normed = rmsNorm(o, x, { weight: p.get('norm.weight') });
  const inner = linear(o, normed, p.get('in.weight'), { activation: 'relu' });
  return linear(o, inner, p.get('out.weight'), { residual: x });
}

/** The learned bias of each head for each distance, f32[H,T,T]; its gradient flows back into the table. */
function positionBias(o: Ops, p: Bound, bucketsTT: Int32Array): Value {
  const time = Math.sqrt(bucketsTT.length);
  const buckets = o.constant(bucketsTT, { shape: [time, time], dtype: 'i32' });
  return o.transpose(embedding(o, p.get('positionBias.weight'), buckets), [2, 0, 1]);
}

/** Buckets of key − query, [T,T]: near ones apart, far ones by the logarithm of the distance (Raffel et al. 2020). */
function bucketsOfDistances(time: number, causal: boolean, { buckets, maxDistance }: T5Config): Int32Array {
  const oneSide = causal ? buckets : buckets / 2;
  const exact = oneSide / 2;
  return Int32Array.from({ length: time * time }, (_, i) => {
    const distance = (i % time) - Math.floor(i / time);
    const away = causal ? Math.max(-distance, 0) : Math.abs(distance);
    const side = !causal && distance > 0 ? oneSide : 0;
    if (away < exact) return side + away;
    const far = exact + Math.floor((Math.log(away / exact) / Math.log(maxDistance / exact)) * (oneSide - exact));
    return side + Math.min(far, oneSide - 1);
  });
}

function t5Parameters({ layers, heads, width, vocabSize, buckets }: T5Config): readonly ParameterSpec[] {
  const matrix = (name: string, rows: number, columns: number): ParameterSpec =>
    ({ name: `${name}.weight`, shape: [rows, columns], initial: { kind: 'normal', std: 0.2 }, decay: true });
  const norm = (name: string): ParameterSpec =>
    ({ name: `${name}.norm.weight`, shape: [width], initial: ones, decay: false });
  const attentionOf = (name: string) =>
    [norm(name), ...['query', 'key', 'value', 'output'].map((part) => matrix(`${name}.${part}`, width, width))];
  const feedForwardOf = (name: string) =>
    [norm(name), matrix(`${name}.in`, 4 * width, width), matrix(`${name}.out`, width, 4 * width)];
  const stack = (side: string, attentions: readonly string[]): readonly ParameterSpec[] => [
    matrix(`${side}.positionBias`, buckets, heads),
    ...Array.from({ length: layers }, (_, layer) => `${side}.blocks.${layer}`).flatMap((block) => [
      ...attentions.flatMap((name) => attentionOf(`${block}.${name}`)), ...feedForwardOf(`${block}.feedForward`),
    ]),
    norm(side),
  ];
  return [
    matrix('tokens', vocabSize, width), ...stack('encoder', ['attention']),
    ...stack('decoder', ['attention', 'crossAttention']),
  ];
}

const model = t5({ layers: 1, heads: 2, width: 8, vocabSize: 14, buckets: 4, maxDistance: 16 });

/**
 * "2 3 4 5 6 7 8" with the spans "4" and "6 7" corrupted, and "9 8 7" with "8": sentinels 13 and 12, end 1, start 0.
 * The second row ends in padding on both sides.
 */
const batch: TokenBatch = {
  shape: [2, 6],
  inputIds: Int32Array.of(2, 3, 13, 5, 12, 8, 9, 13, 7, 0, 0, 0),
  segments: Int32Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0),
  decoderShape: [2, 5],
  decoderInputIds: Int32Array.of(0, 13, 4, 12, 6, 0, 13, 8, 0, 0),
  decoderSegments: Int32Array.of(1, 1, 1, 1, 1, 1, 1, 1, 0, 0),
  labels: Int32Array.of(13, 4, 12, 6, 7, 13, 8, 1, -100, -100),
};

test('the position bias gets the gradient that finite differences give', async () => {
  await using backend = await openFloat64();
  const parameters = model.bind(backend, 1);
  const step = new TrainingStep({ backend, model, parameters, optimizer: adamw() });
  await step.prepare(batch);
  step.accumulate(batch, microBatchKey(1, 0, 0));
  const evaluate = backend.program('evaluate', (o, inputs: DeviceBatch) => model.loss(o, parameters, inputs));
  await evaluate.prepare(batchShapes(batch));
  const lossSum = async () => {
    const sums = evaluate.run(batchFeeds(batch));
    const [value] = await backend.read(sums.lossSum);
    disposeAll(sums);
    return value!;
  };
  for (const side of ['encoder', 'decoder']) {
    const table = parameters.get(`${side}.positionBias.weight`);
    const gradient = await backend.readVariable(step.gradients.get(`${side}.positionBias.weight`));
    const original = Float64Array.from(await backend.readVariable(table));
    const shifted = async (by: number) => {
      backend.writeVariable(table, original.map((number, i) => (i === 2 ? number + by : number)));
      return lossSum();
    };
    const slope = (await shifted(1e-4) - await shifted(-1e-4)) / 2e-4;
    backend.writeVariable(table, original);
    expect(Math.abs(slope)).toBeGreaterThan(1e-3);
    expect(gradient[2]).toBeCloseTo(slope, 6);
  }
});

test.each(devices)('it learns its batch on %s', async (_, open) => {
  await using backend = await open();
  const parameters = model.bind(backend, 1);
  const step = new TrainingStep({ backend, model, parameters, optimizer: adamw(), clipNorm: 1 });
  await step.prepare(batch);
  for (let i = 0; i < 40; i++) {
    step.accumulate(batch, microBatchKey(1, i, 0));
    const { lossSum, count } = await step.update(0.01);
    expect(count).toBe(8);
    if (i === 39) expect(lossSum / count).toBeLessThan(0.5);
  }
});
