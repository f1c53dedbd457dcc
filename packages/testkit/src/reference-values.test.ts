/** What the references of the fused ops mean, by values from elsewhere: known digits, and loops over plain numbers. */
import {
  activation, adamw, attention, crossEntropy, dropout, gated, globalNorm, layerNorm, linear, rmsNorm, rotary, scalar,
  withPrecision,
} from '@oneday/ops';
import type { Activation, Ops, PrecisionPolicy, Value } from '@oneday/ops';
import { describe, expect, it } from 'vitest';
import { normals } from './cases/operation-case.ts';
import { openFloat64 } from './float64/open-float64.ts';

async function evaluate(fn: (o: Ops) => Value): Promise<number[]> {
  await using backend = await openFloat64();
  return Array.from(await backend.read(await backend.scope(fn)));
}

const vector = (o: Ops, ...numbers: number[]) =>
  o.constant(Float32Array.from(numbers), { shape: [numbers.length], dtype: 'f32' });
const matrix = (o: Ops, rows: readonly (readonly number[])[]) =>
  o.constant(Float32Array.from(rows.flat()), { shape: [rows.length, rows[0]!.length], dtype: 'f32' });

function expectClose(got: readonly number[], want: readonly number[], digits = 6): void {
  expect(got.length).toBe(want.length);
  got.forEach((x, i) => expect(x).toBeCloseTo(want[i]!, digits));
}

describe('activations', () => {
  // Φ(1) = 0.841344746068543; the tanh form from PyTorch's gelu(approximate='tanh').
  it.each<readonly [Activation, readonly number[]]>([
    ['gelu', [-0.158655253931457, 0, 0.841344746068543, 2.995950305905]],
    ['geluTanh', [-0.158808009391723, 0, 0.841191990608277, 2.996362607918]],
    ['relu', [0, 0, 1, 3]],
    ['reluSquared', [0, 0, 1, 9]],
    ['silu', [-0.268941421369995, 0, 0.731058578630005, 2.857722380488]],
  ])('%s of −1, 0, 1, 3', async (kind, values) => {
    expectClose(await evaluate((o) => activation(o, vector(o, -1, 0, 1, 3), kind)), values);
  });

  it('gated multiplies the activated first half with the second', async () => {
    const out = await evaluate((o) => gated(o, vector(o, 1, -1, 10, 20), 'silu'));
    expectClose(out, [7.31058578630005, -5.3788284273999]);
  });
});

describe('linear', () => {
  it('is activation(x · weightᵀ + bias) + residual, rows of the weight being outputs', async () => {
    expectClose(await evaluate((o) => linear(o, matrix(o, [[1, 2], [-3, 4]]), matrix(o, [[1, 1], [0, 2], [-1, 0]]), {
      bias: vector(o, 10, 0, 1), activation: 'relu', residual: matrix(o, [[0, 0, 0], [100, 200, 300]]),
    })), [13, 4, 0, 111, 208, 304]);
  });

  it('rounds its operands where the precision policy says so', async () => {
    const x = 1 + 2 ** -8 + 2 ** -9;
    const under = (policy: PrecisionPolicy) =>
      evaluate((o) => linear(withPrecision(o, policy), vector(o, x), matrix(o, [[3]])));
    const exact = [3 * x];
    expect([await under('f32'), await under('f16'), await under('bf16')]).toEqual([exact, exact, [3 + 3 * 2 ** -7]]);
  });
});

describe('norms', () => {
  const x = [1, 2, 4, 9];

  it('layerNorm has mean 0 and variance 1 before weight and bias', async () => {
    const deviation = Math.sqrt(9.5 + 1e-5);
    const plain = [-3, -2, 0, 5].map((centred) => centred / deviation);
    expectClose(await evaluate((o) => layerNorm(o, vector(o, ...x))), plain);
    expectClose(await evaluate((o) => layerNorm(o, vector(o, ...x), {
      weight: vector(o, 1, 2, 3, 4), bias: vector(o, 0, 1, 0, 1),
    })), plain.map((y, i) => y * (i + 1) + (i % 2)));
  });

  it('rmsNorm divides by the root of the mean square', async () => {
    const root = Math.sqrt(102 / 4 + 1e-5);
    expectClose(await evaluate((o) => rmsNorm(o, vector(o, ...x), { weight: vector(o, 1, 1, 1, 2) })),
      [1 / root, 2 / root, 4 / root, 18 / root]);
  });

  it('globalNorm is the length of all elements together', async () => {
    expectClose(await evaluate((o) => globalNorm(o, [vector(o, 1, 2), scalar(o, -4), matrix(o, [[2, 0]])])), [5]);
  });
});

describe('attention', () => {
  const [time, heads, width] = [4, 2, 3];
  const qkv = normals('qkv', [1, time, 3, heads, width]).data;
  const at = (t: number, part: number, h: number, k: number) => qkv[((t * 3 + part) * heads + h) * width + k]!;

  /** softmax(q·kᵀ/√K) · v over the keys that `sees` allows, by loops. */
  function attended(sees: (query: number, key: number) => boolean): number[] {
    const out: number[] = [];
    const keys = [...Array(time).keys()];
    for (const query of keys) for (let h = 0; h < heads; h++) {
      const score = (key: number) =>
        [0, 1, 2].reduce((sum, k) => sum + at(query, 0, h, k) * at(key, 1, h, k), 0) / Math.sqrt(width);
      const weights = keys.map((key) => (sees(query, key) ? Math.exp(score(key)) : 0));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      for (let k = 0; k < width; k++) {
        out.push(total === 0 ? 0 : keys.reduce((sum, key) => sum + weights[key]! * at(key, 2, h, k), 0) / total);
      }
    }
    return out;
  }
  const packed = (o: Ops) => o.constant(qkv, { shape: [1, time, 3, heads, width], dtype: 'f32' });
  const segmentIds = [1, 1, 0, 2];
  const ids = (o: Ops) => o.constant(Int32Array.from(segmentIds), { shape: [1, time], dtype: 'i32' });

  it.each<readonly [string, (o: Ops) => Parameters<typeof attention>[2], (query: number, key: number) => boolean]>([
    ['without a mask, every key', () => ({}), () => true],
    ['causal, keys up to itself', () => ({ causal: true }), (query, key) => key <= query],
    ['with a window of 2, itself and one before', () => ({ causal: true, window: 2 }),
      (query, key) => key <= query && key > query - 2],
    ['with segments, its own but never padding', (o) => ({ segments: { query: ids(o), key: ids(o) } }),
      (query, key) => segmentIds[query] === segmentIds[key] && segmentIds[key] !== 0],
    ['with keyLength 2, the first two', (o) => ({ keyLength: o.constant(2, { shape: [], dtype: 'i32' }) }),
      (_, key) => key < 2],
    ['causal with keyLength 3, keys up to itself less one', (o) =>
      ({ causal: true, keyLength: o.constant(3, { shape: [], dtype: 'i32' }) }), (query, key) => key <= query - 1],
  ])('a query sees, %s', async (_, masks, sees) => {
    expectClose(await evaluate((o) => attention(o, packed(o), masks(o))), attended(sees));
  });

  it('adds the bias to the scores', async () => {
    // A bias of −30 hides a key but for 1e-13.
    const hidden = Float32Array.from({ length: time * time }, (_, i) => (i % time <= Math.floor(i / time) ? 0 : -30));
    expectClose(await evaluate((o) => attention(o, packed(o), {
      bias: o.constant(hidden, { shape: [1, time, time], dtype: 'f32' }),
    })), attended((query, key) => key <= query));
  });
});

describe('crossEntropy', () => {
  it('sums −log p(label) over scored rows, counts them and the correct ones', async () => {
    const read = await evaluate((o) => {
      const hidden = matrix(o, [[1, 0], [0, 1], [1, 1], [5, 5]]);
      const labels = o.constant(Int32Array.of(0, 2, 1, -100), { shape: [4], dtype: 'i32' });
      const { lossSum, count, correct } = crossEntropy(o, hidden, matrix(o, [[2, 0], [0, 2], [1, 1]]), labels, {
        bias: vector(o, 0.5, 0, 0),
      });
      return o.concat([lossSum, count, correct].map((x) => o.reshape(x, [1])), 0);
    });
    const loss = (logits: number[], label: number) =>
      Math.log(logits.reduce((sum, x) => sum + Math.exp(x), 0)) - logits[label]!;
    expectClose(read, [loss([2.5, 0, 1], 0) + loss([0.5, 2, 1], 2) + loss([2.5, 2, 2], 1), 3, 1]);
  });
});

describe('the others', () => {
  it('rotary turns the pair (i, i + K/2) by position · base^(−2i/K)', async () => {
    const turned = await evaluate((o) => rotary(o,
      o.constant(Float32Array.of(1, 0, 0, 1), { shape: [1, 1, 1, 4], dtype: 'f32' }),
      o.constant(Int32Array.of(3), { shape: [1, 1], dtype: 'i32' }), 100));
    expectClose(turned, [Math.cos(3), -Math.sin(0.3), Math.sin(3), Math.cos(0.3)]);
  });

  it('dropout keeps 1 − rate of the elements, scaled, and rate 0 keeps all', async () => {
    const key = (o: Ops) => o.constant(Uint32Array.of(1, 2), { shape: [2], dtype: 'u32' });
    const ones = (o: Ops) => o.broadcast(scalar(o, 1), [10_000]);
    const kept = await evaluate((o) => dropout(o, ones(o), key(o), 0.25));
    expect(new Set(kept)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
    expect(kept.filter((x) => x !== 0).length / 10_000).toBeCloseTo(0.75, 1);
    expect(await evaluate((o) => dropout(o, vector(o, 1, 2), key(o), 0))).toEqual([1, 2]);
  });

  it('adamw decays the parameter, then follows the corrected moments of the scaled gradient', async () => {
    const step = await evaluate((o) => {
      const next = adamw(o, {
        apply: o.constant(1, { shape: [], dtype: 'bool' }), learningRate: scalar(o, 0.1),
        gradientScale: scalar(o, 0.5), firstCorrection: scalar(o, 0.1), secondCorrection: scalar(o, 0.01),
        parameter: vector(o, 1), gradient: vector(o, 4), firstMoment: vector(o, 0), secondMoment: vector(o, 0),
      }, { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.2 });
      return o.concat([next.nextParameter, next.nextFirstMoment, next.nextSecondMoment], 0);
    });
    // The first step of Adam has length 1 whatever the gradient: 1 · (1 − 0.1 · 0.2) − 0.1 · 2/√4.
    expectClose(step, [0.88, 0.2, 0.04]);
  });
});
