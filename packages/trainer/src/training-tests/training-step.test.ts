import { microBatchKey, adamw, readBound, TrainingStep } from '@oneday/nn';
import type { Bound, ModelDefinition, TrainingStepOptions } from '@oneday/nn';
import type { TokenBatch } from '@oneday/core';
import type { Backend } from '@oneday/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bigram, randomBatch } from './bigram.ts';
import { devices } from './devices.ts';

type StepOptions = Partial<TrainingStepOptions>;

describe.each(devices)('a training step on %s', (_, open) => {
  let backend: Backend;
  beforeAll(async () => void (backend = await open()));
  afterAll(() => backend.close());

  async function stepOf(batches: readonly TokenBatch[], options: StepOptions = {}) {
    const model = options.model ?? bigram();
    const parameters = options.parameters ?? model.bind(backend, 3);
    const step = new TrainingStep({ backend, model, parameters, optimizer: adamw(), ...options });
    await step.prepare(batches[0]!);
    return { step, parameters, model };
  }

  async function trainOn(batches: readonly TokenBatch[], options: StepOptions = {}, learningRate = 0.01) {
    const { step, parameters } = await stepOf(batches, options);
    batches.forEach((batch, i) => step.accumulate(batch, microBatchKey(0, 0, i)));
    const gradients = await values(step.gradients);
    const results = await step.update(learningRate);
    return { gradients, results, parameters: await values(parameters), step };
  }

  async function values(bound: Bound): Promise<Record<string, number[]>> {
    const tensors = await readBound(backend, bound);
    return Object.fromEntries([...tensors].map(([name, { data }]) => [name, Array.from(data, Number)]));
  }

  it('adds unequal micro-batches up to the big batch', async () => {
    const [a, b] = [randomBatch(1, [2, 8], 16), randomBatch(2, [2, 8], 5)];
    const big: TokenBatch = {
      shape: [4, 8],
      inputIds: Int32Array.of(...a.inputIds, ...b.inputIds),
      labels: Int32Array.of(...a.labels, ...b.labels),
    };
    const [parts, whole] = [await trainOn([a, b]), await trainOn([big])];
    expect(parts.results.count).toBe(21);
    expect(whole.results.count).toBe(21);
    for (const name of ['tokens.weight', 'head.weight']) {
      expect(distance(parts.gradients[name]!, whole.gradients[name]!)).toBeLessThan(1e-6);
      expect(distance(parts.parameters[name]!, whole.parameters[name]!)).toBeLessThan(1e-6);
    }
    expect(Math.abs(parts.results.lossSum / whole.results.lossSum - 1)).toBeLessThan(1e-6);
    expect(parts.results.gradientNorm).toBeCloseTo(whole.results.gradientNorm, 6);
  });

  it('gives the gradients of finite differences', async () => {
    const batch = randomBatch(1);
    const { gradients } = await trainOn([batch]);
    const epsilon = 1e-2;
    for (const [name, index] of [['tokens.weight', 5], ['head.weight', 12]] as const) {
      const [up, down] = [await lossWith(batch, name, index, epsilon), await lossWith(batch, name, index, -epsilon)];
      expect(gradients[name]![index]).toBeCloseTo((up - down) / (2 * epsilon), 2);
    }
  });

  async function lossWith(batch: TokenBatch, name: string, index: number, change: number): Promise<number> {
    const { step, parameters } = await stepOf([batch]);
    const changed = Float32Array.from(await backend.readVariable(parameters.get(name)) as Float32Array);
    changed[index]! += change;
    backend.writeVariable(parameters.get(name), changed);
    step.accumulate(batch, microBatchKey(0, 0, 0));
    return (await step.update(0)).lossSum;
  }

  it('clips the gradient of the mean loss, and reports its norm before', async () => {
    const batch = randomBatch(1);
    const first = await trainOn([batch], { clipNorm: 1e9 });
    const norm = Math.hypot(...Object.values(first.gradients).flat()) / 16;
    expect(first.results.gradientNorm).toBeCloseTo(norm, 5);
    // With epsilon far above the moments AdamW moves in proportion to the gradient, so clipping shows.
    const optimizer = adamw({ epsilon: 1e3, weightDecay: 0 });
    const initial = await values(bigram().bind(backend, 3));
    const free = await trainOn([batch], { optimizer }, 1e3);
    const clipped = await trainOn([batch], { optimizer, clipNorm: norm / 2 }, 1e3);
    expect(clipped.results.gradientNorm).toBeCloseTo(norm, 5);
    const moved = (after: Record<string, number[]>) => distance(after['tokens.weight']!, initial['tokens.weight']!);
    expect(moved(clipped.parameters) / moved(free.parameters)).toBeCloseTo(0.5, 3);
  });

  it('zeroes gradients and sums after the update', async () => {
    const batch = randomBatch(1);
    const { step, results } = await trainOn([batch]);
    expect(Object.values(await values(step.gradients)).flat().every((g) => g === 0)).toBe(true);
    step.accumulate(batch, microBatchKey(0, 1, 0));
    const second = await step.update(0.01);
    expect(second.count).toBe(results.count);
    expect(second.lossSum).toBeLessThan(results.lossSum);
  });

  it('draws another dropout mask at another key, and the same one at the same', async () => {
    const model: ModelDefinition = bigram({ dropout: 0.5, width: 16 });
    const batch = randomBatch(1);
    const { step } = await stepOf([batch], { model });
    const losses: number[] = [];
    for (const number of [0, 0, 1]) {
      step.accumulate(batch, microBatchKey(0, number, 0));
      losses.push((await step.update(0)).lossSum);
    }
    expect(losses[1]).toBeCloseTo(losses[0]!, 5);
    expect(Math.abs(losses[2]! - losses[0]!)).toBeGreaterThan(1e-2);
  });

  it('changes nothing when a gradient is not finite', async () => {
    const batch = randomBatch(1);
    const { step, parameters } = await stepOf([batch]);
    const table = await backend.readVariable(parameters.get('head.weight'));
    const broken = Float32Array.from(table as Float32Array);
    broken[0] = NaN;
    backend.writeVariable(parameters.get('head.weight'), broken);
    const before = await values(parameters);
    step.accumulate(batch, microBatchKey(0, 0, 0));
    const results = await step.update(0.01);
    expect(results.applied).toBe(false);
    expect(results.gradientNorm).toBeNaN();
    expect(await values(parameters)).toEqual(before);
    expect((await values(step.optimizerState))['appliedSteps']).toEqual([0]);
    backend.writeVariable(parameters.get('head.weight'), table);
    step.accumulate(batch, microBatchKey(0, 1, 0));
    expect((await step.update(0.01)).applied).toBe(true);
  });

  it('frees all that it made, and leaves the parameters', async () => {
    const batch = randomBatch(1);
    const model = bigram();
    const parameters = model.bind(backend, 3);
    const { usedBytes } = backend.memory();
    const step = new TrainingStep({ backend, model, parameters, optimizer: adamw(), precision: 'f16' });
    expect(backend.memory().usedBytes).toBeGreaterThan(usedBytes);
    step.dispose();
    expect(backend.memory().usedBytes).toBe(usedBytes);
    expect(await backend.readVariable(parameters.get('head.weight'))).toHaveLength(28);
    expect(batch.labels).toHaveLength(16);
  });
});

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((x, i) => x - b[i]!));
}
