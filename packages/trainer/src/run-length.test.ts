import { ConfigError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { checkRunLength, progressOf, stepsOf } from './run-length.ts';
import type { RunLength } from './run-length.ts';

describe('the length of a run', () => {
  it('in steps is used up step by step, whatever the time', () => {
    expect([0, 1, 3, 4].map((step) => progressOf({ steps: 4 }, step, 1e9))).toEqual([0, 0.25, 0.75, undefined]);
    expect(stepsOf({ steps: 4 })).toBe(4);
  });

  it('in seconds is used up by time, whatever the step', () => {
    const used = [0, 15, 59.9, 60, 100].map((seconds) => progressOf({ budgetSeconds: 60 }, 1e9, seconds));
    expect(used).toEqual([0, 0.25, 59.9 / 60, undefined, undefined]);
    expect(stepsOf({ budgetSeconds: 60 })).toBeUndefined();
  });

  it('of a journal is the journal\'s', () => {
    expect([0, 1, 2].map((step) => progressOf({ replay: [0.1, 0.7] }, step, 1e9))).toEqual([0.1, 0.7, undefined]);
    expect(stepsOf({ replay: [0.1, 0.7] })).toBe(2);
  });

  it.each<[object, string]>([
    [{}, 'train: one of steps, budgetSeconds and replay must be given; got none'],
    [{ steps: 1, budgetSeconds: 1 }, 'and replay must be given; got steps and budgetSeconds'],
    [{ steps: 0.5 }, 'train: steps must be a positive integer; got 0.5'],
    [{ budgetSeconds: 0 }, 'train: budgetSeconds must be above 0; got 0'],
    [{ budgetSeconds: Infinity }, 'train: budgetSeconds must be above 0; got Infinity'],
    [{ replay: [] }, 'train: replay must give a progress in [0, 1] for each step; got none'],
    [{ replay: [0.1, NaN] }, 'train: replay must give a progress in [0, 1] for each step; got NaN for step 2'],
  ])('%o is refused', (length, message) => {
    expect(() => checkRunLength(length as RunLength)).toThrow(ConfigError);
    expect(() => checkRunLength(length as RunLength)).toThrow(message);
  });
});
