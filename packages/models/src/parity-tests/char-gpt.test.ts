import { adamw, initialValues, microBatchKey, TrainingStep } from '@oneday/nn';
import type { StepResults } from '@oneday/nn';
import { sizeOf } from '@oneday/ops';
import type { Backend } from '@oneday/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gpt } from '../gpt/gpt.ts';
import { devices } from './devices.ts';
import { readCharGptFixture, sampled } from './char-gpt-fixture.ts';

const fixture = readCharGptFixture();
const { vocabSize, layers, heads, width, time, normEpsilon } = fixture.config;
const model = gpt({
  vocabSize, layers, heads, width, context: time, bias: false, activation: 'gelu', layerNormEpsilon: normEpsilon,
});

describe('the parameters of char-gpt', () => {
  it('are PyTorch\'s, by name, order and shape', () => {
    expect(model.parameters.map(({ name, shape }) => ({ name, shape })))
      .toEqual(fixture.parameters.map(({ name, shape }) => ({ name, shape })));
  });

  it.each(fixture.parameters)('$name starts with the values that PyTorch starts with', ({ name, initial }) => {
    const values = initialValues(model.parameters.find((spec) => spec.name === name)!, fixture.seed);
    expect(l2Norm(values)).toBeCloseTo(initial.norm, 5);
    const kept = sampled(values, initial, fixture.stride);
    const difference = kept.map((value, i) => Math.abs(value - initial.entries[i]!));
    // One unit in the last place: the two libraries' logarithms and cosines differ by that now and then.
    expect(Math.max(...difference)).toBeLessThan(1e-8);
  });
});

describe.each(devices)('training char-gpt on $name', ({ open, steps }) => {
  let backend: Backend;
  let step: TrainingStep;
  let gradients: Map<string, number[]>;
  let parameters: ReturnType<typeof model.bind>;
  const results: StepResults[] = [];

  beforeAll(async () => {
    backend = await open();
    parameters = model.bind(backend, fixture.seed);
    const { beta1, beta2, epsilon, weightDecay, clipNorm } = fixture.config;
    const optimizer = adamw({ beta1, beta2, epsilon, weightDecay });
    step = new TrainingStep({ backend, model, parameters, optimizer, clipNorm });
    await step.prepare(fixture.batches[0]!);
    for (let i = 0; i < steps; i++) {
      step.accumulate(fixture.batches[i]!, microBatchKey(fixture.seed, i, 0));
      if (i === 0) gradients = await readGradients();
      results.push(await step.update(fixture.learningRates[i]!));
    }
  }, 300_000);
  afterAll(() => backend.close());

  async function readGradients(): Promise<Map<string, number[]>> {
    const read = new Map<string, number[]>();
    for (const [name, variable] of step.gradients) {
      read.set(name, Array.from(await backend.readVariable(variable), Number));
    }
    return read;
  }

  it('gives PyTorch\'s losses', () => {
    const differences = results.map(({ lossSum, count }, i) => Math.abs(lossSum / count - fixture.losses[i]!));
    expect(Math.max(...differences)).toBeLessThan(1e-5);
  });

  it('gives PyTorch\'s gradient norms', () => {
    const differences = results.map(({ gradientNorm }, i) => Math.abs(gradientNorm / fixture.gradientNorms[i]! - 1));
    expect(Math.max(...differences)).toBeLessThan(1e-5);
  });

  it.each(fixture.parameters)('gives PyTorch\'s first gradient of $name', ({ name, gradient, shape }) => {
    const tokens = results[0]!.count;
    const ofMeanLoss = gradients.get(name)!.map((value) => value / tokens);
    expect(ofMeanLoss).toHaveLength(sizeOf(shape));
    expect(l2Norm(ofMeanLoss) / gradient.norm).toBeCloseTo(1, 5);
    expect(cosine(sampled(ofMeanLoss, gradient, fixture.stride), gradient.entries)).toBeGreaterThan(0.99999);
  });

  if (steps === fixture.losses.length) {
    it.each(fixture.parameters)('ends at PyTorch\'s $name', async ({ name, trained }) => {
      const values = await backend.readVariable(parameters.get(name)) as Float32Array;
      const kept = sampled(values, trained, fixture.stride);
      const distance = l2Norm(kept.map((value, i) => value - trained.entries[i]!)) / l2Norm(trained.entries);
      // Twice as far from each other as PyTorch's own float32 run is from its float64 run.
      expect(distance).toBeLessThan(2 * trained.float64Distance);
    });
  }
});

function cosine(a: readonly number[], b: ArrayLike<number>): number {
  const dot = a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  return dot / (l2Norm(a) * l2Norm(b));
}

function l2Norm(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, x) => sum + x * x, 0));
}
