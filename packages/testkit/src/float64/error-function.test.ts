import { describe, expect, it } from 'vitest';
import { erf } from './error-function.ts';

describe('erf', () => {
  // Abramowitz and Stegun, table 7.1, with the digits of the NIST Digital Library of Mathematical Functions.
  it.each([
    [0, 0],
    [1e-10, 1.1283791670955126e-10],
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [1.9999, 0.9953201979070294],
    [2, 0.9953222650189527],
    [2.5, 0.9995930479825550],
    [3, 0.9999779095030014],
    [5, 0.9999999999984626],
    [7, 1],
  ])('of %d is %d', (x, value) => {
    expect(Math.abs(erf(x) - value)).toBeLessThanOrEqual(2e-15 * Math.abs(value));
    expect(erf(-x)).toBe(-erf(x));
  });

  it('goes to ±1 and keeps NaN', () => {
    expect([erf(Infinity), erf(-Infinity), erf(NaN)]).toEqual([1, -1, NaN]);
  });
});
