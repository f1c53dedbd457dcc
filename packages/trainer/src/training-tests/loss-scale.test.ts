import { adamw, microBatchKey, TrainingStep } from '@oneday/nn';
import type { TrainingStepOptions } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bigram, randomBatch } from './bigram.ts';
import { devices } from './devices.ts';

describe.each(devices)('the loss scale on %s', (_, open) => {
  let backend: Backend;
  beforeAll(async () => void (backend = await open()));
  afterAll(() => backend.close());

  const model = bigram();
  const batch = randomBatch(1);

  async function stepWith(options: Partial<TrainingStepOptions>) {
    const parameters = model.bind(backend, 1);
    const step = new TrainingStep({ backend, model, parameters, optimizer: adamw(), ...options });
    await step.prepare(batch);
    const take = () => {
      step.accumulate(batch, microBatchKey(1, 0, 0));
      return step.update(0.01);
    };
    const scale = async () => Number((await backend.readVariable(step.lossScale!.variables.get('scale')))[0]);
    return { parameters, step, take, scale };
  }

  it('doubles after enough good steps and halves at a bad one', async () => {
    const { parameters, take, scale } = await stepWith({ precision: 'f16', lossScale: { initial: 4, growthSteps: 2 } });
    const seen: number[] = [];
    for (let i = 0; i < 5; i++) {
      await take();
      seen.push(await scale());
    }
    expect(seen).toEqual([4, 8, 8, 16, 16]);
    backend.writeVariable(parameters.get('head.weight'), new Float32Array(28).fill(NaN));
    for (let i = 0; i < 6; i++) {
      expect((await take()).applied).toBe(false);
      seen.push(await scale());
    }
    expect(seen.slice(5)).toEqual([8, 4, 2, 1, 1, 1]);
  });

  it('leaves gradient norm and step as they are without it, up to f16\'s rounding', async () => {
    const [scaled, plain] = [await stepWith({ precision: 'f16' }), await stepWith({ precision: 'f32' })];
    const [a, b] = [await scaled.take(), await plain.take()];
    expect(a.gradientNorm / b.gradientNorm).toBeCloseTo(1, 2);
    expect(a.lossSum / b.lossSum).toBeCloseTo(1, 3);
  });

  it.each(['f32', 'bf16'] as const)('is off in %s', async (precision) => {
    const { step, take } = await stepWith({ precision });
    expect(step.lossScale).toBeUndefined();
    expect((await take()).applied).toBe(true);
  });
});
