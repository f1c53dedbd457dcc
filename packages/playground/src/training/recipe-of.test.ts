import { ConfigError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { initialSettings } from '../settings.ts';
import { recipeOf } from './recipe-of.ts';

describe('the recipe of settings', () => {
  it('warms up over a tenth of a short run, and is looked at ten times', () => {
    const recipe = recipeOf({ ...initialSettings, recipe: 'char-gpt', size: 'small', steps: 50 }, 'a.txt');
    expect(recipe).toMatchObject({
      kind: 'char-gpt', textFile: 'a.txt', model: { width: 128, context: 64 },
      training: { steps: 50, warmupSteps: 5, evaluateEverySteps: 5, peakLearningRate: 1e-3 },
    });
  });

  it('has its size already, where a recipe would measure one', () => {
    const recipe = recipeOf({ ...initialSettings, recipe: 'bert-day', size: 'tiny', minutes: 2 }, 'a.txt');
    expect(recipe).toMatchObject({ kind: 'bert-day', text: ['a.txt'], budgetSeconds: 120, size: { width: 64 } });
  });

  it.each([['steps', { steps: 0 }], ['minutes', { recipe: 'bert-day', minutes: 0 }]] as const)(
    'refuses numbers out of range: %s', (_, wrong) => {
      expect(() => recipeOf({ ...initialSettings, ...wrong }, 'a.txt')).toThrow(ConfigError);
    },
  );
});
