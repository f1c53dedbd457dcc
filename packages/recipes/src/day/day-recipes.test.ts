import { describe, expect, it } from 'vitest';
import { ConfigError } from '@oneday/core';
import { learningRateAt } from '@oneday/trainer';
import { findRecipe, parseRecipe } from '../recipe.ts';
import type { Recipe } from '../recipe.ts';
import { recipeModel } from '../recipe-model.ts';
import { bertDay } from './bert-day.ts';
import { gptDay, quickstart } from './causal-day.ts';
import type { DaySize, SizedRecipe } from './recipe.ts';
import { causalSizes, maskedSizes } from './sizes.ts';
import { dayTrainingParts } from './training-parts.ts';

const size: DaySize = {
  vocabSize: 512, layers: 1, heads: 2, width: 16, context: 8, batch: 4, accumulation: 6, peakLearningRate: 2e-3,
};
const text = ['news/*.txt'];

describe('bertDay', () => {
  const recipe = bertDay({ text });

  it('is crammed-BERT\'s configuration, for a day', () => {
    expect(recipe).toEqual({
      kind: 'bert-day',
      text,
      budgetSeconds: 86_400,
      size: null,
      measurement: null,
      data: { maskShare: 0.25, wholeWord: false },
      optimizer: { beta1: 0.9, beta2: 0.98, epsilon: 1e-12, weightDecay: 0.01 },
      training: {
        startShare: 0.25, peakFraction: 0.75, batchRampFraction: 0.6, clipNorm: 0.5, precision: 'f32',
        evaluateEveryFraction: 0.05, saveEveryFraction: 0.01,
      },
    });
  });

  it('has crammed-BERT itself as its largest size', () => {
    const { model } = recipeModel({ ...recipe, size: maskedSizes.sizes.at(-1)! }, 32_768);
    expect(model.config).toMatchObject({
      layers: 16, width: 768, heads: 12, context: 128, vocabSize: 32_768, gated: true, activation: 'gelu', norms: 'pre',
      bias: false, dropout: 0, positions: 'sinusoidal', headTransform: false, headBias: false,
    });
  });

  it('rises from a quarter of the peak to it at 75 % of the time, and falls to 0, while the batch grows', () => {
    const parts = dayTrainingParts({ ...recipe, size }, 512);
    const rates = [0, 0.375, 0.75, 1].map((progress) => learningRateAt(parts.schedule, { step: 0, progress }));
    expect(rates).toEqual([0.5e-3, 1.25e-3, 2e-3, 0].map((rate) => expect.closeTo(rate, 12) as number));
    expect([parts.accumulation, parts.accumulationRamp]).toEqual([1, { last: 6, untilFraction: 0.6 }]);
  });
});

describe('gptDay and quickstart', () => {
  it('differ in their budget alone', () => {
    const [day, minutes] = [gptDay({ text }), quickstart({ text })];
    expect([day.budgetSeconds, minutes.budgetSeconds]).toEqual([86_400, 120]);
    expect({ ...gptDay({ text, budgetSeconds: 120 }), kind: 'quickstart' }).toEqual(minutes);
  });

  it('evaluate on the way when they run for hours, at the end alone when they run for minutes', () => {
    const { evaluateEveryFraction, saveEveryFraction } = gptDay({ text }).training;
    expect([evaluateEveryFraction, saveEveryFraction]).toEqual([0.05, 0.01]);
    expect(quickstart({ text }).training).toMatchObject({ evaluateEveryFraction: 1, saveEveryFraction: 0.25 });
  });

  it('warm up over steps, rest, and fall to the floor over the last part of the time', () => {
    const recipe = gptDay({ text, size, training: { warmupSteps: 3, decayFraction: 0.5, floorShare: 0.1 } });
    const { schedule } = dayTrainingParts(recipe as SizedRecipe, 512);
    const at = (step: number, progress: number) => learningRateAt(schedule, { step, progress });
    const rates = [at(0, 0), at(9, 0.25), at(9, 0.75), at(9, 1)];
    expect(rates).toEqual([0.5e-3, 2e-3, 1.1e-3, 0.2e-3].map((rate) => expect.closeTo(rate, 12) as number));
  });
});

describe.each<[string, Recipe]>([
  ['gpt-day', gptDay({ text, size })], ['quickstart', quickstart({ text })], ['bert-day', bertDay({ text, size })],
])('%s', (name, recipe) => {
  it('is plain data: it survives JSON', () => {
    expect(parseRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
  });

  it('can be asked for by name, with a budget', () => {
    expect(findRecipe(name).make({ text, budgetSeconds: 60 })).toMatchObject({ kind: name, text, budgetSeconds: 60 });
  });

  it.each([
    [{ ...recipe, budgetSecond: 5 }, `recipe ${name}: unknown key "budgetSecond"; did you mean "budgetSeconds"?`],
    [{ ...recipe, size: { ...size, widht: 8 } }, `recipe ${name}: unknown key "widht" in size; did you mean "width"?`],
    [{ ...recipe, size: undefined }, `recipe ${name}: missing key "size"`],
    [{ ...recipe, text: 'news' }, `recipe ${name}: text must be an array; got "news"`],
    [{ ...recipe, budgetSeconds: 0 }, `recipe ${name}: budgetSeconds`],
  ])('refuses what does not fit', (value, message) => {
    expect(() => parseRecipe(value)).toThrow(ConfigError);
    expect(() => parseRecipe(value)).toThrow(message);
  });
});

describe('a recipe with a budget', () => {
  it('trains for what measuring left of it', () => {
    const measurement = { seconds: 2.5, secondsPerStep: 0.1 };
    const recipe = { ...gptDay({ text, size, budgetSeconds: 10 }), size };
    expect(dayTrainingParts({ ...recipe, measurement }, 512).budgetSeconds).toBe(7.5);
    expect(() => dayTrainingParts({ ...recipe, measurement: { ...measurement, seconds: 11 } }, 512))
      .toThrow('recipe gpt-day: budgetSeconds must leave time to train; got 10, and measuring took 11.0 s');
  });

  it('has no model before its size is measured', () => {
    expect(() => recipeModel(gptDay({ text }), 512)).toThrow('recipe gpt-day: size is still to be measured');
  });

  it('refuses a request without text where it needs one, and char-gpt one with a budget', () => {
    expect(() => findRecipe('bert-day').make({ text: [] })).toThrow(
      'recipe bert-day: it needs a text to learn; name files, folders or patterns (--text), or prepared data (--data)',
    );
    expect(findRecipe('quickstart').make({ text: [] })).toMatchObject({ text: [] });
    expect(() => findRecipe('char-gpt').make({ text: ['a'], budgetSeconds: 5 })).toThrow('it counts steps');
    expect(() => findRecipe('char-gpt').make({ text: ['a', 'b'] })).toThrow(
      'it learns one text file; name it (--text); got ["a","b"]',
    );
  });

  it('has only sizes that make models', () => {
    for (const row of causalSizes.sizes) recipeModel(gptDay({ text, size: row }), row.vocabSize);
    for (const row of maskedSizes.sizes) recipeModel(bertDay({ text, size: row }), row.vocabSize);
  });
});
