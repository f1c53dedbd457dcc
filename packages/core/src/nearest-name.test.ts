import { describe, expect, it } from 'vitest';
import { nearestName, suggestName } from './nearest-name.ts';

const known = ['layers', 'heads', 'width', 'warmupSteps', 'budgetSeconds', 'seed'];

describe('nearestName', () => {
  it.each([
    ['layer', 'layers'],
    ['haeds', 'heads'],
    ['Width', 'width'],
    ['warmup_steps', 'warmupSteps'],
    ['budgetSecond', 'budgetSeconds'],
    ['sed', 'seed'],
  ])('takes %s for %s', (name, meant) => {
    expect(nearestName(name, known)).toBe(meant);
  });

  it.each(['temperature', 'x', '', 'l'.repeat(100_000)])('finds nothing near %s', (name) => {
    expect(nearestName(name, known)).toBeUndefined();
  });
});

describe('suggestName', () => {
  it('asks for the nearest name, or lists all when none is near', () => {
    expect(suggestName('char-gtp', ['char-gpt', 'bert-day'])).toBe('did you mean "char-gpt"?');
    expect(suggestName('zzz', ['char-gpt', 'bert-day'])).toBe('known: char-gpt, bert-day');
  });
});
