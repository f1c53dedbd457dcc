import type { NamedTensors, TokenBatch } from '@oneday/core';
import { adamw, batchFeeds, batchShapes, microBatchKey, TrainingStep, writeBound } from '@oneday/nn';
import type { Bound, DeviceBatch, ModelDefinition } from '@oneday/nn';
import type { Backend, Ops, Value } from '@oneday/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bert } from '../bert/bert.ts';
import { classicBert } from '../bert/config.ts';
import type { BertOptions } from '../bert/config.ts';
import { bertFromHuggingFace } from '../bert/hugging-face.ts';
import type { GptOptions } from '../gpt/config.ts';
import { gpt } from '../gpt/gpt.ts';
import { gptFromHuggingFace } from '../gpt/hugging-face.ts';
import type { ModernGptOptions } from '../modern-gpt/config.ts';
import { modernGpt } from '../modern-gpt/modern-gpt.ts';
import { classicT5 } from '../t5/config.ts';
import type { T5Options } from '../t5/config.ts';
import { t5FromHuggingFace } from '../t5/hugging-face.ts';
import { t5 } from '../t5/t5.ts';
import { devices } from './devices.ts';
import { readModelFixture } from './model-fixture.ts';
import type { ModelFixture } from './model-fixture.ts';

/** A model beside what PyTorch computed for it. */
interface ParityCase {
  readonly name: string;
  readonly fixture: ModelFixture<object>;
  readonly model: ModelDefinition;
  /** The fixture's weights under our names. */
  readonly weights: NamedTensors;
  /** Logits of a whole batch, any shape of B·T·V elements, B·S·V with a decoder. */
  logits(o: Ops, p: Bound, batch: DeviceBatch): Value;
}

function gptCase(): ParityCase {
  const fixture = readModelFixture<GptOptions>('gpt2');
  const model = gpt(fixture.config);
  const weights = gptFromHuggingFace(model.config, fixture.parameters);
  return { name: 'GPT-2 of transformers', fixture, model, weights, logits: model.logits };
}

function modernGptCase(): ParityCase {
  const fixture = readModelFixture<ModernGptOptions>('modern-gpt');
  const model = modernGpt(fixture.config);
  return { name: 'the modern GPT in PyTorch', fixture, model, weights: fixture.parameters, logits: model.logits };
}

function bertCase(name: string, file: string, classic: boolean): ParityCase {
  const fixture = readModelFixture<BertOptions>(file);
  const model = bert({ ...(classic ? classicBert : {}), ...fixture.config });
  const weights = classic ? bertFromHuggingFace(model.config, fixture.parameters) : fixture.parameters;
  const logits = (o: Ops, p: Bound, batch: DeviceBatch) => {
    const [rows, time] = batch.inputIds.shape as [number, number];
    return model.logitsAt(o, p, batch, o.iota([rows * time], 0, 'i32'));
  };
  return { name, fixture, model, weights, logits };
}

function t5Case(name: string, file: string, classic: boolean): ParityCase {
  const fixture = readModelFixture<T5Options>(file);
  const model = t5({ ...(classic ? classicT5 : {}), ...fixture.config });
  const weights = t5FromHuggingFace(model.config, fixture.parameters);
  return { name, fixture, model, weights, logits: model.logits };
}

const cases = [
  gptCase(), modernGptCase(), t5Case('T5 v1.1 of transformers', 't5', false),
  t5Case('the first T5 of transformers', 'classic-t5', true),
  bertCase('BERT of transformers', 'bert', true), bertCase('crammed-BERT in PyTorch', 'crammed-bert', false),
];

describe.each(devices)('on $name', ({ open }) => {
  let backend: Backend;
  beforeAll(async () => void (backend = await open()));
  afterAll(() => backend.close());

  function withWeights({ model, weights }: ParityCase): Bound {
    const parameters = model.bind(backend, 1);
    writeBound(backend, parameters, weights);
    return parameters;
  }

  it.each(cases)('the logits are those of $name', async (parityCase) => {
    const { fixture, logits } = parityCase;
    const batch = fixture.batches[0]!;
    const parameters = withWeights(parityCase);
    const program = backend.program('logits', (o, inputs: DeviceBatch) => logits(o, parameters, inputs));
    await program.prepare(batchShapes(batch));
    const ours = await backend.read(program.run(batchFeeds(batch)));
    expect(ours).toHaveLength(fixture.logits.length);
    expect(furthestSeen(ours, fixture.logits, batch)).toBeLessThan(1e-5);
  });

  it.each(cases)('training has the losses of $name', async (parityCase) => {
    const { model, fixture: { batches, losses, optimizer: { learningRate, ...settings } } } = parityCase;
    const parameters = withWeights(parityCase);
    const step = new TrainingStep({ backend, model, parameters, optimizer: adamw(settings) });
    await step.prepare(batches[0]!);
    const differences: number[] = [];
    for (const [i, expected] of losses.entries()) {
      step.accumulate(batches[i % batches.length]!, microBatchKey(1, i, 0));
      const { lossSum, count } = await step.update(learningRate);
      differences.push(Math.abs(lossSum / count - expected));
    }
    expect(differences).toHaveLength(20);
    expect(Math.max(...differences)).toBeLessThan(1e-5);
  });
});

/** The largest difference of two batches' logits, at padding not looked at. */
function furthestSeen(a: ArrayLike<number>, b: ArrayLike<number>, batch: TokenBatch): number {
  const segments = batch.decoderSegments ?? batch.segments;
  const vocabulary = a.length / batch.labels.length;
  const differences = Array.from(a, (x, i) =>
    (segments?.[Math.floor(i / vocabulary)] === 0 ? 0 : Math.abs(x - b[i]!)));
  return Math.max(...differences);
}
