import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import { splitTokens } from './split-tokens.ts';

describe('splitTokens', () => {
  it('cuts at the floor of the fraction, as nanoGPT does', () => {
    // Tiny Shakespeare: 1,115,394 characters give 1,003,854 and 111,540.
    const { training, validation } = splitTokens(new Int32Array(1_115_394), 0.9);
    expect([training.length, validation.length]).toEqual([1_003_854, 111_540]);
  });

  it('keeps order and copies nothing', () => {
    const tokens = Uint16Array.of(1, 2, 3, 4);
    const { training, validation } = splitTokens(tokens, 0.75);
    expect([[...training], [...validation]]).toEqual([[1, 2, 3], [4]]);
    expect(validation.buffer).toBe(tokens.buffer);
  });

  it.each([[0, 0.9], [1, 0.9], [10, 0], [10, 1], [10, Number.NaN], [10, -1]])(
    'refuses an empty part: %d tokens at %d',
    (length, fraction) => {
      expect(() => splitTokens(new Int32Array(length), fraction)).toThrow(InvalidInputError);
    },
  );
});
