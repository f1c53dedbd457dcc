import { describe, expect, it } from 'vitest';
import { InvalidInputError, NOT_SCORED } from '@oneday/core';
import { countBytes, countTokens } from './token-counts.ts';
import { byteUnigramBitsPerByte, unigramCrossEntropy, unigramEntropy } from './unigram.ts';

const bytesOf = (...texts: string[]) => {
  const counts = new Float64Array(256);
  for (const text of texts) countBytes(new TextEncoder().encode(text), counts);
  return counts;
};

describe('countTokens', () => {
  it('counts ids, adds to what is there, and leaves unscored positions out', () => {
    const counts = Float64Array.of(0, 10, 0);
    countTokens(Int32Array.of(1, NOT_SCORED, 2, 1), counts);
    expect([...counts]).toEqual([0, 12, 1]);
  });

  it.each([-1, 3])('refuses the id %d of a vocabulary of 3', (id) => {
    const message = `countTokens: ids must be in [0, 3); got ${id}`;
    expect(() => countTokens(Int32Array.of(id), new Float64Array(3))).toThrow(new InvalidInputError(message));
  });
});

describe('unigramCrossEntropy', () => {
  it('is what the formula says: 3 and 1 of 2 tokens give p = 4/6 and 2/6', () => {
    const nats = unigramCrossEntropy(Float64Array.of(3, 1), Float64Array.of(1, 2));
    expect(nats).toBeCloseTo((Math.log(6 / 4) + 2 * Math.log(6 / 2)) / 3, 14);
  });

  it('is ln V where nothing was trained on, and finite for tokens that were never seen', () => {
    expect(unigramCrossEntropy(new Float64Array(50), new Float64Array(50).fill(2))).toBeCloseTo(Math.log(50), 12);
    expect(unigramCrossEntropy(Float64Array.of(8, 0), Float64Array.of(0, 1))).toBeCloseTo(Math.log(10), 12);
  });

  it('is never below the entropy of the scored tokens, and approaches it with training on the same text', () => {
    const scored = Float64Array.of(5, 3, 2);
    const entropy = -(0.5 * Math.log(0.5) + 0.3 * Math.log(0.3) + 0.2 * Math.log(0.2));
    expect(unigramEntropy(scored)).toBeCloseTo(entropy, 14);
    expect(unigramCrossEntropy(Float64Array.of(1, 9, 4), scored)).toBeGreaterThan(entropy);
    expect(unigramCrossEntropy(scored.map((count) => count * 1e9), scored)).toBeCloseTo(entropy, 8);
  });

  it('refuses counts of two vocabularies, impossible counts, and nothing scored', () => {
    const refusal = 'unigramCrossEntropy: counts must be of one vocabulary; got 2 and 3';
    expect(() => unigramCrossEntropy(new Float64Array(2), new Float64Array(3))).toThrow(new InvalidInputError(refusal));
    expect(() => unigramCrossEntropy(Float64Array.of(-1, 0), Float64Array.of(1, 0))).toThrow(InvalidInputError);
    expect(() => unigramCrossEntropy(Float64Array.of(1, 0), Float64Array.of(NaN, 0))).toThrow(InvalidInputError);
    expect(() => unigramCrossEntropy(Float64Array.of(1, 0), new Float64Array(2))).toThrow('nothing is scored');
    expect(() => unigramEntropy(new Float64Array(2))).toThrow('nothing is scored');
  });
});

describe('byteUnigramBitsPerByte', () => {
  it('is 8 bits without training', () => {
    expect(byteUnigramBitsPerByte(new Float64Array(256), bytesOf('any text'))).toBeCloseTo(8, 12);
  });

  it('pays −log2 of each byte\'s smoothed frequency: trained on aab, scored on ab', () => {
    // p(a) = 3/259, p(b) = 2/259
    const bits = -(Math.log2(3 / 259) + Math.log2(2 / 259)) / 2;
    expect(byteUnigramBitsPerByte(bytesOf('aa', 'b'), bytesOf('ab'))).toBeCloseTo(bits, 12);
  });

  it('counts the bytes of UTF-8, not characters', () => {
    expect(bytesOf('é').filter((count) => count > 0)).toHaveLength(2);
  });

  it('refuses counts that are not of bytes', () => {
    expect(() => byteUnigramBitsPerByte(new Float64Array(255), new Float64Array(256))).toThrow(InvalidInputError);
    expect(() => countBytes(Uint8Array.of(1), new Float64Array(1))).toThrow('counts must have 256 places; got 1');
  });
});
