import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '@oneday/core';
import { learningRateAt } from '@oneday/trainer';
import { parseRecipe } from '../recipe.ts';
import { charGpt } from './char-gpt.ts';
import { charGptTrainingParts } from './training-parts.ts';

describe('charGpt', () => {
  const recipe = charGpt({ textFile: 'shakespeare.txt' });

  it('is nanoGPT\'s configuration for a CPU', () => {
    expect(recipe).toEqual({
      kind: 'char-gpt',
      textFile: 'shakespeare.txt',
      data: { trainingFraction: 0.9, validationOverlapFraction: 0.5 },
      model: {
        layers: 4, heads: 4, width: 128, context: 64, feedForwardRatio: 4, activation: 'gelu', dropout: 0, bias: false,
        tiedHead: true, layerNormEpsilon: 1e-5,
      },
      optimizer: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1 },
      training: {
        steps: 2000, batch: 12, accumulation: 1, peakLearningRate: 1e-3, floorLearningRate: 1e-4, warmupSteps: 100,
        clipNorm: 1, precision: 'f32', evaluateEverySteps: 500, saveEverySteps: 500,
      },
    });
  });

  it('is plain data: it survives JSON', () => {
    expect(parseRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
  });

  it('takes other numbers where they are given', () => {
    const small = charGpt({ textFile: 't', model: { layers: 2 }, training: { steps: 10 } });
    expect([small.model.layers, small.model.width, small.training.steps]).toEqual([2, 128, 10]);
  });

  it('warms up, then falls to the floor at the last step', () => {
    const { schedule } = charGptTrainingParts(charGpt({ textFile: 't', training: { steps: 600 } }), 65);
    const rates = [0, 99, 100, 350, 600].map((step) => learningRateAt(schedule, { step, progress: 0 }));
    expect(rates).toEqual([1e-3 / 101, 1e-1 / 101, 1e-3, 5.5e-4, 1e-4].map((rate) => expect.closeTo(rate, 12)));
  });

  it('has PyTorch\'s learning rates, model and optimizer in its first 50 steps', () => {
    const file = new URL('../../fixtures/char-gpt.json', import.meta.url);
    const fixture = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly learningRates: number[]; readonly parameters: { readonly name: string; readonly shape: number[] }[];
      readonly config: Readonly<Record<string, number>>;
    };
    const { schedule, model, clipNorm } = charGptTrainingParts(recipe, fixture.config.vocabSize!);
    const rates = fixture.learningRates.map((_, step) => learningRateAt(schedule, { step, progress: 0 }));
    expect(rates).toEqual(fixture.learningRates.map((rate) => expect.closeTo(rate, 12)));
    expect(model.parameters.map(({ name, shape }) => ({ name, shape })))
      .toEqual(fixture.parameters.map(({ name, shape }) => ({ name, shape })));
    const { beta1, beta2, epsilon, weightDecay } = recipe.optimizer;
    expect(fixture.config).toMatchObject({ beta1, beta2, epsilon, weightDecay, clipNorm });
  });
});

describe('parseRecipe', () => {
  const plain = () => JSON.parse(JSON.stringify(charGpt({ textFile: 't' }))) as Record<string, Record<string, unknown>>;

  it.each([
    ['an unknown kind', { kind: 'char-gtp' }, 'unknown recipe "char-gtp"; did you mean "char-gpt"?'],
    ['no kind', { layers: 4 }, 'recipe: an object with a kind expected; got {layers}'],
    ['no object', [1], 'recipe: an object with a kind expected; got [1]'],
    ['an unknown key', { ...plain(), modell: {} },
      'recipe char-gpt: unknown key "modell"; did you mean "model"?'],
    ['an unknown key inside', { ...plain(), training: { ...plain().training, warmUpSteps: 1 } },
      'recipe char-gpt: unknown key "warmUpSteps" in training; did you mean "warmupSteps"?'],
    ['a missing section', { ...plain(), optimizer: undefined },
      'recipe char-gpt: missing key "optimizer" (object)'],
    ['a missing number', { ...plain(), data: {} },
      'recipe char-gpt: missing key "data.trainingFraction" (number) (and 1 more)'],
    ['a number as text', { ...plain(), training: { ...plain().training, steps: '5' } },
      'recipe char-gpt: training.steps must be a number; got "5"'],
  ])('refuses %s', (_, value, message) => {
    expect(() => parseRecipe(value)).toThrow(new ConfigError(message));
  });

  it.each([
    ['data', 'trainingFraction', 1], ['data', 'trainingFraction', 0], ['data', 'validationOverlapFraction', 1],
    ['model', 'layers', 0], ['model', 'width', 1.5], ['model', 'dropout', 1], ['model', 'activation', 'tanh'],
    ['optimizer', 'beta2', 1], ['optimizer', 'epsilon', 0],
    ['training', 'steps', 0], ['training', 'warmupSteps', -1], ['training', 'precision', 'f64'],
  ])('refuses %s.%s = %s', (section, key, value) => {
    const recipe = plain();
    recipe[section]![key] = value;
    expect(() => parseRecipe(recipe)).toThrow(`recipe char-gpt: ${section}.${key}`);
  });
});
