import { describe, expect, it } from 'vitest';
import { InvalidInputError, NonFiniteError, randomBits, randomUniform, seedKey } from '@oneday/core';
import type { Json, Metric } from '@oneday/core';
import { bitsPerByte } from './bits-per-byte.ts';
import { crossEntropy, perplexity } from './cross-entropy.ts';
import { tokenAccuracy } from './token-accuracy.ts';

const seen = <In, State extends Json, Out>(metric: Metric<In, State, Out>, inputs: readonly In[]) =>
  inputs.reduce((state, input) => metric.update(state, input), metric.initial());

describe('crossEntropy', () => {
  it('weighs tokens, not batches', () => {
    const state = seen(crossEntropy, [{ lossSum: 30, count: 10 }, { lossSum: 2, count: 1 }, { lossSum: 0, count: 0 }]);
    expect(crossEntropy.result(state)).toBe(32 / 11);
  });

  it('is ln V for uniform guesses', () => {
    const state = seen(crossEntropy, [{ lossSum: 7 * Math.log(65), count: 7 }]);
    expect(crossEntropy.result(state)).toBeCloseTo(Math.log(65), 12);
  });

  it.each([Number.NaN, Infinity, -Infinity])('stops at a loss of %d', (lossSum) => {
    const message = `crossEntropy: the sum of losses must be finite; got ${lossSum}`;
    expect(() => seen(crossEntropy, [{ lossSum, count: 1 }])).toThrow(new NonFiniteError(message));
  });

  it.each([-1, 0.5, Number.NaN])('refuses the count %d', (count) => {
    expect(() => seen(crossEntropy, [{ lossSum: 1, count }])).toThrow(InvalidInputError);
  });
});

describe('perplexity', () => {
  it('is V for uniform guesses among V, however they were batched', () => {
    const state = seen(perplexity, [{ lossSum: 2 * Math.log(65), count: 2 }, { lossSum: 5 * Math.log(65), count: 5 }]);
    expect(perplexity.result(state)).toBeCloseTo(65, 10);
  });
});

describe('bitsPerByte', () => {
  it('is 8 for uniform guesses of bytes, and of pairs of bytes', () => {
    const bytes = seen(bitsPerByte, [{ lossSum: 100 * Math.log(256), byteCount: 100 }]);
    const pairs = seen(bitsPerByte, [{ lossSum: 50 * Math.log(65_536), byteCount: 100 }]);
    expect(bitsPerByte.result(bytes)).toBeCloseTo(8, 12);
    expect(bitsPerByte.result(pairs)).toBeCloseTo(8, 12);
  });

  it('turns nats into bits: 1.88 nats per one-byte character are 2.712 bits', () => {
    expect(bitsPerByte.result({ lossSum: 1.88, byteCount: 1 })).toBeCloseTo(2.7123, 4);
  });
});

describe('tokenAccuracy', () => {
  it('is the share of correct tokens', () => {
    const state = seen(tokenAccuracy, [{ correct: 3, count: 10 }, { correct: 0, count: 2 }]);
    expect(tokenAccuracy.result(state)).toBe(0.25);
  });

  it('refuses more correct tokens than tokens', () => {
    expect(() => seen(tokenAccuracy, [{ correct: 3, count: 2 }])).toThrow('at most all tokens are correct; got 3 of 2');
  });
});

describe.each([crossEntropy, perplexity, bitsPerByte, tokenAccuracy])('every metric: $name', (metric) => {
  // What a batch's losses say, for all metrics at once.
  const losses = randomUniform(seedKey(1), 60);
  const counts = randomBits(seedKey(2), 60).map((word) => word % 100);
  const inputs = [...counts].map((count, i) => ({
    count,
    lossSum: losses[i]! * count,
    correct: Math.floor(count / 3),
    byteCount: 2 * count,
  }));
  const streaming = metric as Metric<(typeof inputs)[number], { count: number }, number>;

  it('merges to the result of one pass, for any split and order, through JSON', () => {
    const expected = streaming.result(seen(streaming, inputs));
    for (const cut of [0, 1, 17, 60]) {
      const [left, right] = [inputs.slice(0, cut), inputs.slice(cut)].map(
        (part) => JSON.parse(JSON.stringify(seen(streaming, part))) as { count: number },
      );
      expect(streaming.result(streaming.merge(left!, right!))).toBeCloseTo(expected, 12);
      expect(streaming.result(streaming.merge(right!, left!))).toBeCloseTo(expected, 12);
    }
  });

  it('leaves the states it is given as they are', () => {
    const [before, empty] = [Object.freeze(seen(streaming, inputs)), Object.freeze(streaming.initial())];
    streaming.update(before, inputs[0]!);
    expect(streaming.merge(before, empty)).toEqual(before);
  });

  it('has no result before anything is scored', () => {
    expect(() => streaming.result(streaming.initial())).toThrow(InvalidInputError);
  });
});
