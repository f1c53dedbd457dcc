import { describe, expect, it } from 'vitest';
import { ConfigError } from '@oneday/core';
import { applySettings } from './apply-settings.ts';
import { charGpt } from './char-gpt/char-gpt.ts';

const recipe = charGpt({ textFile: 'a.txt' });

describe('applySettings', () => {
  it('replaces numbers, words and truth values by their path, the last setting winning', () => {
    const settings = ['training.steps=10', 'training.steps=20', 'model.activation=relu', 'model.bias=true'];
    const changed = applySettings(recipe, [...settings, 'textFile=b']);
    expect(changed).toEqual({
      ...recipe,
      textFile: 'b',
      model: { ...recipe.model, activation: 'relu', bias: true },
      training: { ...recipe.training, steps: 20 },
    });
  });

  it('leaves the recipe that it is given alone', () => {
    const before = JSON.stringify(recipe);
    applySettings(recipe, ['training.steps=10']);
    expect(JSON.stringify(recipe)).toBe(before);
  });

  it('takes the rest of a setting as its value, further equals signs included', () => {
    expect(applySettings(recipe, ['textFile=a=b.txt'])).toMatchObject({ textFile: 'a=b.txt' });
  });

  it.each([
    ['training.steps', 'a setting must be path=value, e.g. training.steps=200; got "training.steps"'],
    ['=5', 'a setting must be path=value, e.g. training.steps=200; got "=5"'],
    ['training..steps=5', 'a setting must be path=value, e.g. training.steps=200; got "training..steps=5"'],
    ['training.stesp=5', 'recipe char-gpt: unknown key "stesp" in training; did you mean "steps"?'],
    ['trainnig.steps=5', 'recipe char-gpt: unknown key "trainnig"; did you mean "training"?'],
    ['training.steps.x=5', 'setting "training.steps.x=5": there are no keys below a value'],
    ['training.steps=many', 'recipe char-gpt: training.steps must be a number; got "many"'],
    ['kind=t5-day', 'unknown recipe "t5-day"; known: char-gpt, quickstart, gpt-day, bert-day'],
  ])('refuses %s', (setting, message) => {
    expect(() => applySettings(recipe, [setting])).toThrow(new ConfigError(message));
  });

  it('never reaches an object\'s prototype', () => {
    expect(() => applySettings(recipe, ['__proto__.polluted=1'])).toThrow(ConfigError);
    expect(() => applySettings(recipe, ['model.__proto__={"polluted":1}'])).toThrow(ConfigError);
    expect(() => applySettings(recipe, ['constructor.prototype.polluted=1'])).toThrow(ConfigError);
    expect('polluted' in {}).toBe(false);
  });
});
