import { describe, expect, it } from 'vitest';
import { initialValues, ones, requireDistinctNames, zeros } from './parameter.ts';
import type { Initializer } from './parameter.ts';

const spec = (name: string, initial: Initializer, shape = [64, 32]) => ({ name, shape, initial, decay: true });

describe('initial values', () => {
  it('are constants where the initializer says so', () => {
    expect(initialValues(spec('norm', ones, [3]), 1)).toEqual(Float32Array.of(1, 1, 1));
    expect(initialValues(spec('bias', zeros, [2]), 1)).toEqual(new Float32Array(2));
  });

  it('have the mean and deviation of the normal distribution', () => {
    const values = initialValues(spec('weight', { kind: 'normal', std: 0.02 }), 1);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.002);
    expect(Math.sqrt(variance)).toBeCloseTo(0.02, 3);
  });

  it('fill the range of the uniform distribution', () => {
    const values = initialValues(spec('weight', { kind: 'uniform', low: -0.5, high: 0.25 }), 1);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-0.5);
    expect(Math.min(...values)).toBeLessThan(-0.49);
    expect(Math.max(...values)).toBeLessThan(0.25);
    expect(Math.max(...values)).toBeGreaterThan(0.24);
  });

  it('follow from seed and name alone', () => {
    const normal: Initializer = { kind: 'normal', std: 1 };
    const values = initialValues(spec('a', normal), 7);
    expect(initialValues(spec('a', normal), 7)).toEqual(values);
    expect(initialValues(spec('b', normal), 7)).not.toEqual(values);
    expect(initialValues(spec('a', normal), 8)).not.toEqual(values);
  });

  it('refuse two parameters of one name', () => {
    expect(() => requireDistinctNames([spec('a', ones), spec('b', ones), spec('a', ones)]))
      .toThrow('bind: parameter names must be unique; "a" stands twice');
  });
});
