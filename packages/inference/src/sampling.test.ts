import { ConfigError, NonFiniteError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { drawKey, drawProbabilities, drawToken, resolveSampling, sampleToken } from './sampling.ts';
import type { Sampling } from './sampling.ts';

/** Logits of known probabilities. */
const probabilities = [0.1, 0.5, 0.15, 0.25];
const logits = probabilities.map((p) => Math.log(p) + 3);
const all = { temperature: 1, topK: Infinity, topP: 1 };

function expected(settings: Partial<Sampling>): number[] {
  return Array.from(drawProbabilities(logits, { ...all, ...settings }), (p) => Math.round(p * 1e9) / 1e9);
}

describe('the probabilities of a draw', () => {
  it('are the softmax of the logits by default', () => {
    expect(expected({})).toEqual(probabilities);
    expect(resolveSampling({})).toEqual(all);
  });

  it('are sharpened by temperatures below 1, flattened by those above', () => {
    const [squares, roots] = [probabilities.map((p) => p * p), probabilities.map(Math.sqrt)];
    const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b);
    expected({ temperature: 0.5 }).forEach((p, i) => expect(p).toBeCloseTo(squares[i]! / sum(squares), 8));
    expected({ temperature: 2 }).forEach((p, i) => expect(p).toBeCloseTo(roots[i]! / sum(roots), 8));
  });

  it('are those of the most likely token alone at temperature 0, the first of equal ones', () => {
    expect(expected({ temperature: 0 })).toEqual([0, 1, 0, 0]);
    expect([...drawProbabilities([2, 5, 5], { ...all, temperature: 0 })]).toEqual([0, 1, 0]);
  });

  it('are shared by the topK most likely tokens', () => {
    expect(expected({ topK: 1 })).toEqual([0, 1, 0, 0]);
    expect(expected({ topK: 2 })).toEqual([0, 0.666666667, 0, 0.333333333]);
    expect(expected({ topK: 9 })).toEqual(probabilities);
    expect([...drawProbabilities([1, 1, 1], { ...all, topK: 2 })]).toEqual([0.5, 0.5, 0]);
  });

  it('are shared by the fewest tokens that reach topP', () => {
    expect(expected({ topP: 0.3 })).toEqual([0, 1, 0, 0]);
    expect(expected({ topP: 0.7 })).toEqual([0, 0.666666667, 0, 0.333333333]);
    expect(expected({ topP: 0.8 })).toEqual([0, 0.555555556, 0.166666667, 0.277777778]);
    expect(expected({ topP: 0.95 })).toEqual(probabilities);
  });

  it('take topP of what topK leaves, after the temperature', () => {
    // Of 2/3 and 1/3 the first reaches 0.6.
    expect(expected({ topK: 2, topP: 0.6 })).toEqual([0, 1, 0, 0]);
    expect(expected({ topP: 0.6 })).toEqual([0, 0.666666667, 0, 0.333333333]);
    // 0.25 of the squares' sum 0.345 is 0.72.
    expect(expected({ temperature: 0.5, topP: 0.7 })).toEqual([0, 1, 0, 0]);
  });

  it('keep extreme logits finite', () => {
    expect([...drawProbabilities([1e30, 0, -1e30], all)]).toEqual([1, 0, 0]);
  });

  it('are refused for logits that are not finite', () => {
    expect(() => drawProbabilities([0, NaN], all)).toThrow(NonFiniteError);
    expect(() => drawProbabilities([0, Infinity], all)).toThrow('the logit of token 1 is Infinity');
  });

  it.each<[Partial<Sampling>, string]>([
    [{ temperature: -1 }, 'generate: temperature must be at least 0; got -1'],
    [{ temperature: NaN }, 'generate: temperature must be at least 0; got NaN'],
    [{ topK: 0 }, 'generate: topK must be a positive integer; got 0'],
    [{ topK: 1.5 }, 'generate: topK must be a positive integer; got 1.5'],
    [{ topP: 0 }, 'generate: topP must be in (0, 1]; got 0'],
    [{ topP: 1.1 }, 'generate: topP must be in (0, 1]; got 1.1'],
  ])('are refused for %o', (settings, message) => {
    expect(() => resolveSampling(settings)).toThrow(new ConfigError(message));
  });
});

describe('a draw', () => {
  it('takes the token at which the running sum passes the number', () => {
    const quarters = Float64Array.of(0.25, 0, 0.5, 0.25);
    expect([0, 0.2499, 0.25, 0.7499, 0.75, 0.9999].map((u) => drawToken(quarters, u))).toEqual([0, 0, 2, 2, 3, 3]);
  });

  it('takes no token without probability, though sums are rounded', () => {
    expect(drawToken(Float64Array.of(0.1, 0.2, 0.6999999, 0), 1 - 2 ** -24)).toBe(2);
  });

  it.each<Partial<Sampling>>([
    {}, { topK: 2 }, { topP: 0.8 }, { temperature: 2, topK: 3 },
  ])('has the known frequencies with %o', (settings) => {
    const sampling = { ...all, ...settings };
    const draws = 20_000;
    const counts = new Float64Array(4);
    for (let i = 0; i < draws; i++) counts[sampleToken(logits, sampling, drawKey(1), i)]! += 1;
    drawProbabilities(logits, sampling).forEach((p, id) => {
      const fourDeviations = 4 * Math.sqrt((p * (1 - p)) / draws);
      expect(Math.abs(counts[id]! / draws - p)).toBeLessThanOrEqual(fourDeviations);
    });
  });

  it('follows from seed and index alone', () => {
    const drawn = (seed: number) => Array.from({ length: 30 }, (_, i) => sampleToken(logits, all, drawKey(seed), i));
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });
});
