import { ConfigError } from '@oneday/core';
import { adamw, microBatchKey, TrainingStep } from '@oneday/nn';
import type { AdamwConfig, Bound } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bigram, randomBatch } from './bigram.ts';
import { devices } from './devices.ts';

describe.each(devices)('AdamW on %s', (_, open) => {
  let backend: Backend;
  beforeAll(async () => void (backend = await open()));
  afterAll(() => backend.close());

  async function read(bound: Bound, name: string): Promise<number[]> {
    return Array.from(await backend.readVariable(bound.get(name)), Number);
  }

  it.each<Partial<AdamwConfig>>([
    { beta1: 0.9, beta2: 0.999, weightDecay: 0.1 },
    { beta1: 0, beta2: 0.99, weightDecay: 0 },
  ])('takes the steps of its definition with %o', async (options) => {
    const model = bigram();
    const parameters = model.bind(backend, 1);
    const optimizer = adamw(options);
    const step = new TrainingStep({ backend, model, parameters, optimizer });
    const batch = randomBatch(1);
    await step.prepare(batch);
    // The table decays, the head does not.
    const decays = [['tokens.weight', optimizer.config.weightDecay], ['head.weight', 0]] as const;
    const twins = await Promise.all(decays.map(async ([name, decay]) => {
      const values = await read(parameters, name);
      return { name, decay, values, first: values.map(() => 0), second: values.map(() => 0) };
    }));
    for (let t = 1; t <= 5; t++) {
      const rate = 0.01 * t;
      step.accumulate(batch, microBatchKey(1, t, 0));
      for (const twin of twins) {
        const gradient = (await read(step.gradients, twin.name)).map((g) => g / 16);
        twin.values.forEach((_value, i) => takeStep(twin, i, gradient[i]!, rate, t));
      }
      await step.update(rate);
    }
    for (const { name, values } of twins) {
      const differences = (await read(parameters, name)).map((value, i) => Math.abs(value - values[i]!));
      expect(Math.max(...differences)).toBeLessThan(1e-6);
    }

    /** The definition in the paper, for element i, in float64. */
    function takeStep(twin: (typeof twins)[number], i: number, gradient: number, rate: number, t: number): void {
      const { beta1, beta2, epsilon } = optimizer.config;
      twin.first[i] = beta1 * twin.first[i]! + (1 - beta1) * gradient;
      twin.second[i] = beta2 * twin.second[i]! + (1 - beta2) * gradient ** 2;
      const first = twin.first[i] / (1 - beta1 ** t);
      const second = twin.second[i] / (1 - beta2 ** t);
      twin.values[i] = twin.values[i]! * (1 - rate * twin.decay) - (rate * first) / (Math.sqrt(second) + epsilon);
    }
  });

  it('moves by the learning rate at its first step, also with a second moment that decays slowly', async () => {
    const model = bigram();
    const parameters = model.bind(backend, 1);
    const optimizer = adamw({ beta2: 0.99999, epsilon: 1e-30, weightDecay: 0 });
    const step = new TrainingStep({ backend, model, parameters, optimizer });
    const batch = randomBatch(1);
    await step.prepare(batch);
    const before = await read(parameters, 'head.weight');
    step.accumulate(batch, microBatchKey(1, 0, 0));
    await step.update(0.5);
    const moved = (await read(parameters, 'head.weight')).map((value, i) => Math.abs(value - before[i]!));
    // 1 − β₂ computed in float32 by subtraction would be off by up to 0.3 %, and the step by half of that.
    for (const distance of moved) expect(distance).toBeCloseTo(0.5, 5);
  });
});

it.each([
  [{ beta1: 1 }, 'adamw: beta1 must be in [0, 1); got 1'],
  [{ epsilon: 0 }, 'adamw: epsilon must be above 0; got 0'],
  [{ weightDecay: -1 }, 'adamw: weightDecay must be at least 0; got -1'],
])('AdamW refuses %o', (options, message) => {
  expect(() => adamw(options)).toThrow(new ConfigError(message));
});
