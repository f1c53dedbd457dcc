/** A BERT as someone outside would add it: a model definition with two capabilities, scored at masked positions. */
import { expect, test } from 'vitest';
import { NOT_SCORED, UNUSED_POSITION } from '@oneday/core';
import type { TokenBatch } from '@oneday/core';
import { adamw, batchFeeds, batchShapes, bind, microBatchKey, ones, TrainingStep, zeros } from '@oneday/nn';
import type {
  Bound, DeviceBatch, Encoder, Keys, MaskedFiller, ModelDefinition, ParameterSpec, UnlabelledBatch,
} from '@oneday/nn';
import {
  add, attention, compare, crossEntropy, disposeAll, dropout, embedding, layerNorm, linear, where,
} from '@oneday/ops';
import type { Ops, Value } from '@oneday/ops';
import { devices } from './devices.ts';
import type { Open } from './devices.ts';

interface BertConfig {
  readonly layers: number;
  readonly heads: number;
  readonly width: number;
  readonly time: number;
  readonly vocabSize: number;
  readonly dropout: number;
}

function bert(config: BertConfig): ModelDefinition<BertConfig> & Encoder & MaskedFiller {
  const parameters = bertParameters(config);
  return {
    config,
    parameters,
    bind: (backend, seed) => bind(backend, parameters, seed),
    encode: (o, p, batch) => hiddenStates(o, p, batch, config),
    logitsAt(o, p, batch, positions) {
      const hiddenMD = predictionsAt(o, p, hiddenStates(o, p, batch, config), positions);
      return linear(o, hiddenMD, p.get('tokens.weight'), { bias: p.get('vocabulary.bias') });
    },
    loss(o, p, batch, keys) {
      const { scoredPositions: positions, labels } = batch;
      if (positions === undefined) throw new TypeError('bert: batches need scoredPositions');
      const hiddenMD = predictionsAt(o, p, hiddenStates(o, p, batch, config, keys), positions);
      // An unused position gathers zeros, and 0 is a token: its label is set apart.
      const labelsM = o.gatherRows(o.reshape(labels, [labels.shape[0]! * labels.shape[1]!]), positions);
      const scoredM = where(o, compare(o, 'notEqual', positions, UNUSED_POSITION), labelsM, NOT_SCORED);
      return crossEntropy(o, hiddenMD, p.get('tokens.weight'), scoredM, { bias: p.get('vocabulary.bias') });
    },
  };
}

/** [B,T,D]; post-norm blocks without a causal mask (Devlin et al. 2018). */
function hiddenStates(o: Ops, p: Bound, batch: UnlabelledBatch, config: BertConfig, keys?: Keys): Value {
  const { inputIds, typeIds, segments } = batch;
  const { layers, heads, width } = config;
  const [rows, time] = inputIds.shape as [number, number];
  const drop = (x: Value, site: string) => (keys ? dropout(o, x, keys.at(site), config.dropout) : x);
  const tokens = add(o, embedding(o, p.get('tokens.weight'), inputIds), p.get('positions.weight'));
  const typed = typeIds ? add(o, tokens, embedding(o, p.get('types.weight'), typeIds)) : tokens;
  let x = drop(norm(o, typed, p.scope('embeddingNorm')), 'embedding');
  for (let layer = 0; layer < layers; layer++) {
    const block = p.scope(`blocks.${layer}`);
    const qkvBT3HK = o.reshape(affine(o, x, block.scope('qkv')), [rows, time, 3, heads, width / heads]);
    const attended = attention(o, qkvBT3HK, { segments: segments && { query: segments, key: segments } });
    const output = affine(o, o.reshape(attended, x.shape), block.scope('attentionOutput'));
    x = norm(o, add(o, x, drop(output, `blocks.${layer}.attention`)), block.scope('attentionNorm'));
    const inner = affine(o, x, block.scope('feedForwardIn'), 'gelu');
    const outer = drop(affine(o, inner, block.scope('feedForwardOut')), `blocks.${layer}.feedForward`);
    x = norm(o, add(o, x, outer), block.scope('feedForwardNorm'));
  }
  return x;
}

/** The head's hidden states, [M,D], at `positions`, i32[M], of the flat B·T. */
function predictionsAt(o: Ops, p: Bound, xBTD: Value, positions: Value): Value {
  const [rows, time, width] = xBTD.shape as [number, number, number];
  const xMD = o.gatherRows(o.reshape(xBTD, [rows * time, width]), positions);
  return norm(o, affine(o, xMD, p.scope('head'), 'gelu'), p.scope('headNorm'));
}

function affine(o: Ops, x: Value, p: Bound, activation?: 'gelu'): Value {
  return linear(o, x, p.get('weight'), { bias: p.get('bias'), activation });
}

function norm(o: Ops, x: Value, p: Bound): Value {
  return layerNorm(o, x, { weight: p.get('weight'), bias: p.get('bias'), epsilon: 1e-12 });
}

function bertParameters({ layers, width, time, vocabSize }: BertConfig): readonly ParameterSpec[] {
  const matrix = (name: string, rows: number, columns: number): ParameterSpec =>
    ({ name: `${name}.weight`, shape: [rows, columns], initial: { kind: 'normal', std: 0.02 }, decay: true });
  const bias = (name: string, size: number): ParameterSpec =>
    ({ name: `${name}.bias`, shape: [size], initial: zeros, decay: false });
  const affineOf = (name: string, to: number, from: number) => [matrix(name, to, from), bias(name, to)];
  const normOf = (name: string): readonly ParameterSpec[] =>
    [{ name: `${name}.weight`, shape: [width], initial: ones, decay: false }, bias(name, width)];
  const blocks = Array.from({ length: layers }, (_, layer) => [
    ...affineOf(`blocks.${layer}.qkv`, 3 * width, width),
    ...affineOf(`blocks.${layer}.attentionOutput`, width, width),
    ...normOf(`blocks.${layer}.attentionNorm`),
    ...affineOf(`blocks.${layer}.feedForwardIn`, 4 * width, width),
    ...affineOf(`blocks.${layer}.feedForwardOut`, width, 4 * width),
    ...normOf(`blocks.${layer}.feedForwardNorm`),
  ]).flat();
  return [
    matrix('tokens', vocabSize, width), matrix('positions', time, width), matrix('types', 2, width),
    ...normOf('embeddingNorm'), ...blocks,
    ...affineOf('head', width, width), ...normOf('headNorm'), bias('vocabulary', vocabSize),
  ];
}

const model = bert({ layers: 2, heads: 2, width: 8, time: 6, vocabSize: 11, dropout: 0.1 });

/** Two rows; the second ends in padding. Four positions can be scored, three are. 10 is the mask. */
const batch: TokenBatch = {
  shape: [2, 6],
  inputIds: Int32Array.of(1, 10, 3, 4, 5, 6, 1, 7, 10, 10, 0, 0),
  labels: Int32Array.of(-100, 2, -100, -100, -100, -100, -100, -100, 8, 9, -100, -100),
  segments: Int32Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0),
  scoredPositions: Int32Array.of(1, 8, 9, UNUSED_POSITION),
};

async function lossOf(open: Open, changes: Partial<TokenBatch> = {}) {
  await using backend = await open();
  const changed = { ...batch, ...changes };
  const p = model.bind(backend, 1);
  const program = backend.program('evaluate', (o, inputs: DeviceBatch) => model.loss(o, p, inputs));
  await program.prepare(batchShapes(changed));
  const sums = program.run(batchFeeds(changed));
  const [nats, scored] = [await backend.read(sums.lossSum), await backend.read(sums.count)];
  disposeAll(sums);
  return { nats: nats[0]!, scored: scored[0]! };
}

test.each(devices)('an unused position is not scored on %s', async (_, open) => {
  const [fixed, exact] = [await lossOf(open), await lossOf(open, { scoredPositions: Int32Array.of(1, 8, 9) })];
  expect([fixed.scored, exact.scored]).toEqual([3, 3]);
  expect(fixed.nats).toBeCloseTo(exact.nats, 5);
});

test.each(devices)('what stands at padding is not seen on %s', async (_, open) => {
  const inputIds = batch.inputIds.map((id, i) => (batch.segments![i] === 0 ? 9 : id));
  expect(await lossOf(open, { inputIds })).toEqual(await lossOf(open));
});

test.each(devices)('it trains with dropout on %s', async (_, open) => {
  await using backend = await open();
  const parameters = model.bind(backend, 1);
  const step = new TrainingStep({ backend, model, parameters, optimizer: adamw({ beta2: 0.98 }), clipNorm: 1 });
  await step.prepare(batch);
  const losses: number[] = [];
  for (let i = 0; i < 25; i++) {
    step.accumulate(batch, microBatchKey(1, i, 0));
    const { lossSum, count } = await step.update(0.02);
    losses.push(lossSum / count);
  }
  expect(losses[0]).toBeCloseTo(Math.log(11), 1);
  expect(losses.at(-1)).toBeLessThan(1);
});
