import { afterAll, describe, expect, test } from 'vitest';
import { openKernels } from './kernel-harness.ts';
import { largestError, uniformNumbers } from './numbers.ts';
import { erf } from './reference-functions.ts';
import { oddSizes, runOnAllThreads } from './thread-agreement.ts';

const kernels = await openKernels(3);
afterAll(() => kernels.close());

const cdf = (x: number) => (1 + erf(x * Math.SQRT1_2)) / 2;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const inner = (x: number) => Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);
const innerSlope = (x: number) => Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x ** 2);

interface Activation {
  readonly name: string;
  readonly code: number;
  readonly of: (x: number) => number;
  readonly derivative: (x: number) => number;
  /** Allowed error of gradients, where it is not `bound`. */
  readonly gradientBound?: number;
}

const activations: readonly Activation[] = [
  { name: 'none', code: 0, of: (x) => x, derivative: () => 1 },
  {
    name: 'gelu',
    code: 1,
    of: (x) => x * cdf(x),
    derivative: (x) => cdf(x) + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI),
  },
  {
    name: 'gelu by tanh',
    code: 2,
    of: (x) => (x * (1 + Math.tanh(inner(x)))) / 2,
    derivative: (x) => (1 + Math.tanh(inner(x))) / 2 + (x * (1 - Math.tanh(inner(x)) ** 2) * innerSlope(x)) / 2,
    // 1 − tanh² loses digits where tanh is near 1 and is multiplied by a cubic.
    gradientBound: 3e-6,
  },
  { name: 'relu', code: 3, of: (x) => Math.max(0, x), derivative: (x) => Number(x > 0) },
  { name: 'relu squared', code: 4, of: (x) => Math.max(0, x) ** 2, derivative: (x) => 2 * Math.max(0, x) },
  {
    name: 'silu',
    code: 5,
    of: (x) => x * sigmoid(x),
    derivative: (x) => sigmoid(x) * (1 + x * (1 - sigmoid(x))),
  },
];

/** Allowed error relative to the largest result: a few units in the last place of float32. */
const bound = 8e-7;

const spread = (n: number, seed: number) => uniformNumbers(n, seed).map((value) => value * 12);

describe.each(activations)('$name', ({ code, of, derivative, gradientBound = bound }) => {
  test('activation and its backward pass, at odd sizes', () => {
    for (const n of oddSizes) {
      const x = spread(n, 1);
      const [dOut, before] = [uniformNumbers(n, 2), uniformNumbers(n, 3)];
      const { floats } = runOnAllThreads(kernels, 'activation', () => {
        const out = kernels.block(n);
        return { slots: [code, n, kernels.block(x), out], outputs: [out] };
      })[0]!;
      expect(largestError(floats, Array.from(x, of))).toBeLessThan(bound);
      for (const accumulate of [0, 1]) {
        const gradient = runOnAllThreads(kernels, 'activationBackward', () => {
          const dx = kernels.block(before);
          return { slots: [code, n, kernels.block(x), kernels.block(dOut), dx, accumulate], outputs: [dx] };
        })[0]!;
        const expected = Array.from(x, (value, i) => (accumulate ? before[i]! : 0) + dOut[i]! * derivative(value));
        expect(largestError(gradient.floats, expected)).toBeLessThan(gradientBound);
      }
    }
  });

  test('gated and its backward pass, at odd widths', () => {
    for (const [rows, width] of [[1, 1], [3, 5], [7, 16], [64, 33], [0, 4]] as const) {
      const x = spread(rows * width * 2, 1);
      const [dOut, before] = [uniformNumbers(rows * width, 2), uniformNumbers(rows * width * 2, 3)];
      const at = (i: number) => {
        const offset = Math.floor(i / width) * width;
        return { gate: x[offset + i]!, up: x[offset + i + width]!, gateIndex: offset + i, upIndex: offset + i + width };
      };
      const { floats } = runOnAllThreads(kernels, 'gated', () => {
        const out = kernels.block(rows * width);
        return { slots: [code, rows, width, kernels.block(x), out], outputs: [out] };
      })[0]!;
      expect(largestError(floats, Array.from(dOut, (_, i) => of(at(i).gate) * at(i).up))).toBeLessThan(bound);
      for (const accumulate of [0, 1]) {
        const gradient = runOnAllThreads(kernels, 'gatedBackward', () => {
          const dx = kernels.block(before);
          return { slots: [code, rows, width, kernels.block(x), kernels.block(dOut), dx, accumulate], outputs: [dx] };
        })[0]!;
        const expected = accumulate ? Float64Array.from(before) : new Float64Array(before.length);
        dOut.forEach((cotangent, i) => {
          const { gate, up, gateIndex, upIndex } = at(i);
          expected[gateIndex]! += cotangent * up * derivative(gate);
          expected[upIndex]! += cotangent * of(gate);
        });
        expect(largestError(gradient.floats, expected)).toBeLessThan(gradientBound);
      }
    }
  });
});
