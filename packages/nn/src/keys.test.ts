import { describe, expect, it } from 'vitest';
import { microBatchKey } from './keys.ts';

describe('the key of a micro-batch', () => {
  it('follows from seed, step and micro-batch, and differs with each', () => {
    const cases = [[1, 0, 0], [2, 0, 0], [1, 1, 0], [1, 0, 1]] as const;
    const words = cases.map(([seed, step, microBatch]) => microBatchKey(seed, step, microBatch).data.toString());
    expect(new Set(words).size).toBe(cases.length);
    expect(microBatchKey(1, 0, 0).data.toString()).toBe(words[0]);
  });

  it('is fed as u32[2]', () => {
    expect(microBatchKey(1, 2, 3)).toEqual({ shape: [2], data: expect.any(Uint32Array) });
  });
});
