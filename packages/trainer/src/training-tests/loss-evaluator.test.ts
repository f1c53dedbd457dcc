import { adamw, microBatchKey, TrainingStep } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateLoss, lossEvaluator } from '../loss-evaluator.ts';
import { bigram, randomBatch, streamOf } from './bigram.ts';
import { devices } from './devices.ts';

describe.each(devices)('evaluation on %s', (_, open) => {
  let backend: Backend;
  beforeAll(async () => void (backend = await open()));
  afterAll(() => backend.close());

  const model = bigram();
  const batches = [randomBatch(1), randomBatch(2), randomBatch(3, [2, 8], 5)];

  it('sums losses over the whole stream, the padded last batch included', async () => {
    const parameters = model.bind(backend, 1);
    const totals = await evaluateLoss({ backend, model, parameters, source: streamOf(batches) });
    const step = new TrainingStep({ backend, model, parameters, optimizer: adamw() });
    await step.prepare(batches[0]!);
    batches.forEach((batch, i) => step.accumulate(batch, microBatchKey(0, 0, i)));
    const { lossSum, count, correct } = await step.update(0);
    expect(totals.count).toBe(37);
    expect(totals).toMatchObject({ count, correct });
    expect(totals.lossSum / lossSum).toBeCloseTo(1, 6);
  });

  it('is without dropout, so it gives the same again', async () => {
    const dropping = bigram({ dropout: 0.5 });
    const parameters = dropping.bind(backend, 1);
    const evaluate = lossEvaluator({ backend, model: dropping, parameters });
    const [first, second] = [await evaluate(streamOf(batches)), await evaluate(streamOf(batches))];
    expect(second).toEqual(first);
    expect(await evaluateLoss({ backend, model, parameters, source: streamOf(batches) })).toEqual(first);
  });

  it('takes batches of another shape', async () => {
    const parameters = model.bind(backend, 1);
    const mixed = [randomBatch(1), randomBatch(2, [1, 4])];
    expect((await evaluateLoss({ backend, model, parameters, source: streamOf(mixed) })).count).toBe(20);
  });

  it('leaves timers and signals their turns', async () => {
    const parameters = model.bind(backend, 1);
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const many = Array.from({ length: 200 }, () => batches[0]!);
    await evaluateLoss({ backend, model, parameters, source: streamOf(many) });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });

  it('refuses an empty source', async () => {
    const parameters = model.bind(backend, 1);
    await expect(evaluateLoss({ backend, model, parameters, source: streamOf([]) }))
      .rejects.toThrow('evaluate: the source has no batches');
  });
});
