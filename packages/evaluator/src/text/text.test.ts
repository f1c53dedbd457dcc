import { describe, expect, it } from 'vitest';
import { formatFixed } from './format-fixed.ts';
import { isWhiteSpace, splitWords, trim, trimEnd } from './white-space.ts';

describe('white space', () => {
  it('is what Python splits at: 29 characters, among them U+0085 and U+001C, but not U+FEFF', () => {
    const points = Array.from({ length: 0x10000 }, (_, unit) => unit).filter(isWhiteSpace);
    expect(points).toHaveLength(29);
    expect([0x1c, 0x1f, 0x85, 0xa0, 0x3000].every(isWhiteSpace)).toBe(true);
    expect([0x1b, 0x180e, 0x200b, 0xfeff].some(isWhiteSpace)).toBe(false);
  });

  it('separates words, never empty ones', () => {
    expect(splitWords(' a\u0085b  \u3000c\ufeff\n')).toEqual(['a', 'b', 'c\ufeff']);
    expect(splitWords(' \t ')).toEqual([]);
  });

  it('is cut off at ends', () => {
    expect(trimEnd(' a \u001f\n')).toBe(' a');
    expect(trim('\u00a0 a b\u2003')).toBe('a b');
    expect(trim(' ')).toBe('');
  });
});

describe('formatFixed', () => {
  it.each([
    [12.25, 1, '12.2'], [12.75, 1, '12.8'], [0.125, 2, '0.12'], [0.375, 2, '0.38'], [2.5, 0, '2'], [3.5, 0, '4'],
    [0.15, 1, '0.1'], [0.05, 1, '0.1'], [48.530827, 2, '48.53'], [0.9428731438548749, 3, '0.943'], [0, 3, '0.000'],
    [100, 1, '100.0'],
  ])('prints %d with %d decimals as Python does: %s', (value, digits, text) => {
    expect(formatFixed(value, digits)).toBe(text);
  });
});
