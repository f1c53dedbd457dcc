import { describe, expect, it } from 'vitest';
import { axisOf, shortNumber } from './axis.ts';
import { bucketsOf, extremes, quantile, smoothed } from './thin.ts';

describe('bucketsOf', () => {
  it('covers every place once, in ranges of nearly one size', () => {
    expect(bucketsOf(7, 3)).toEqual([[0, 2], [2, 4], [4, 7]]);
    expect(bucketsOf(2, 3)).toEqual([[0, 1], [1, 2]]);
    expect(bucketsOf(0, 3)).toEqual([]);
  });
});

describe('extremes', () => {
  it('keeps the lowest and the highest of each range, in their order', () => {
    expect(extremes([1, 2, 3, 4, 5, 6], [5, 9, 1, 2, NaN, 2], 2)).toEqual([[2, 9], [3, 1], [4, 2]]);
  });
});

describe('smoothed', () => {
  it('leaves a constant as it is from the first value on, over gaps', () => {
    for (const value of smoothed([3, NaN, 3, 3, 3], 10)) expect(value).toBeCloseTo(3, 12);
  });

  it('takes the noise out and follows a steep start', () => {
    const noisy = Array.from({ length: 1000 }, (_, i) => 100 / (i + 1) + (i % 2 === 0 ? 1 : -1));
    const curve = smoothed(noisy, 40);
    expect(Math.abs(curve[999]! - 0.1)).toBeLessThan(0.1);
    expect(curve[10]!).toBeLessThan(40);
  });

  it('is not a number before there is one', () => {
    expect(smoothed([NaN, 2], 5)).toEqual([NaN, 2]);
  });
});

describe('quantile', () => {
  it('is the value below which a share lies', () => {
    expect([0, 0.5, 1].map((share) => quantile([9, NaN, 1, 5], share))).toEqual([1, 5, 9]);
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe('axisOf', () => {
  it('has ticks at round numbers inside the range', () => {
    expect(axisOf(0, 2000, 8).ticks).toEqual([0, 500, 1000, 1500, 2000]);
    expect(axisOf(1.61, 4.25, 6).ticks).toEqual([2, 2.5, 3, 3.5, 4]);
    expect(axisOf(-0.3, 0.3, 3).ticks).toEqual([-0.2, 0, 0.2]);
  });

  it('makes room where there is none', () => {
    expect(axisOf(3, 3, 4)).toMatchObject({ low: 1.5, high: 4.5 });
    expect(axisOf(0, 0, 4)).toMatchObject({ low: -1, high: 1 });
    expect(axisOf(NaN, 1, 4)).toMatchObject({ low: 0, high: 1 });
    expect(axisOf(0, -Infinity, 4)).toMatchObject({ low: 0, high: 1 });
  });
});

describe('shortNumber', () => {
  it.each([
    [0, '0'], [2, '2'], [2.71828, '2.718'], [0.0625, '0.063'], [12.345, '12.35'], [1234.5, '1,235'], [1e6, '1,000,000'],
    [5e-4, '5e−4'], [1.23e-5, '1.23e−5'], [-2.5, '−2.5'], [NaN, '–'],
  ])('%d is %s', (value, text) => {
    expect(shortNumber(value)).toBe(text);
  });
});
