import { describe, expect, it } from 'vitest';
import { hostElements } from './rounding.ts';

describe('elements of the host', () => {
  it('are rounded to narrow floats, ties to even', () => {
    const numbers = Float32Array.of(1 + 2 ** -8, 1 + 3 * 2 ** -8, NaN, -Infinity);
    expect([...hostElements(numbers, 'bf16')]).toEqual([1, 1 + 2 ** -6, NaN, -Infinity]);
    expect([...hostElements(Float32Array.of(1 + 2 ** -11, 65519, 65520, 2.9e-8, -0.1), 'f16')])
      .toEqual([1, 65504, Infinity, 0, -0.0999755859375]);
  });

  it('become integers of 32 bits, and booleans 0 or 1', () => {
    expect(hostElements(Float64Array.of(2 ** 32 - 1), 'u32')).toEqual(Uint32Array.of(2 ** 32 - 1));
    expect(hostElements(Uint8Array.of(0, 7), 'bool')).toEqual(Int32Array.of(0, 1));
  });
});
