import { ConfigError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { accumulationAt, checkAccumulationRamp } from './accumulation.ts';

describe('a batch that grows', () => {
  it('has its first size at the start and its last from the end of the ramp on', () => {
    const sizes = [0, 0.15, 0.3, 0.6, 0.9].map((progress) => (
      accumulationAt(1, { last: 9, untilFraction: 0.6 }, progress)
    ));
    expect(sizes).toEqual([1, 3, 5, 9, 9]);
  });

  it('stays as it is without a ramp', () => {
    expect(accumulationAt(4, undefined, 0.5)).toBe(4);
  });

  it.each([
    [{ last: 1.5, untilFraction: 0.6 }, 'train: accumulationRamp.last must be a positive integer; got 1.5'],
    [{ last: 8, untilFraction: 0 }, 'train: accumulationRamp.untilFraction must be in (0, 1]; got 0'],
  ])('%o is refused', (ramp, message) => {
    expect(() => checkAccumulationRamp(ramp)).toThrow(new ConfigError(message));
  });
});
