import { describe, expect, it } from 'vitest';
import { roundToDType } from './rounding.ts';

describe('rounding to bf16', () => {
  it.each([
    ['keeps what it can hold', 1.5, 1.5],
    ['rounds to the nearest', 1 + 2 ** -7 * 0.75, 1 + 2 ** -7],
    ['rounds a tie down to the even one', 1 + 2 ** -8, 1],
    ['rounds a tie up to the even one', 1 + 3 * 2 ** -8, 1 + 2 ** -6],
    ['carries into the exponent', 2 - 2 ** -9, 2],
    ['keeps the smallest subnormal', 2 ** -133, 2 ** -133],
    ['rounds half of it to zero', 2 ** -134, 0],
    ['rounds a subnormal to its spacing', 1.6 * 2 ** -133, 2 ** -132],
    ['overflows to infinity', 3.4e38, Infinity],
    ['keeps the largest', (2 - 2 ** -7) * 2 ** 127, (2 - 2 ** -7) * 2 ** 127],
    ['keeps the sign', -1.00001, -1],
    ['keeps infinity', -Infinity, -Infinity],
    ['keeps NaN', NaN, NaN],
  ])('%s', (_, x, rounded) => expect(roundToDType(x, 'bf16')).toBe(rounded));
});

describe('rounding to f16', () => {
  it.each([
    ['keeps what it can hold', 1 + 2 ** -10, 1 + 2 ** -10],
    ['rounds a tie to even', 1 + 2 ** -11, 1],
    ['keeps the largest', 65504, 65504],
    ['keeps below half a step above it', 65519.99, 65504],
    ['overflows from there', 65520, Infinity],
    ['keeps the smallest subnormal', 2 ** -24, 2 ** -24],
    ['rounds half of it to zero', 2 ** -25, 0],
    ['rounds a subnormal to its spacing', 2.6 * 2 ** -24, 3 * 2 ** -24],
    ['keeps negative zero', -0, -0],
  ])('%s', (_, x, rounded) => expect(roundToDType(x, 'f16')).toBe(rounded));
});

it('leaves f32 in float64', () => expect(roundToDType(0.1, 'f32')).toBe(0.1));
