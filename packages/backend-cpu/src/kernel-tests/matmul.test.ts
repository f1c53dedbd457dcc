import { afterAll, describe, expect, test } from 'vitest';
import { type KernelHarness, openKernels } from './kernel-harness.ts';
import { largestError, sameBits, uniformNumbers } from './numbers.ts';
import { erf } from './reference-functions.ts';

const kernels = await openKernels(3);
afterAll(() => kernels.close());

interface Product {
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly accumulate: boolean;
  /** Floats between the end of one row in memory and the start of the next. */
  readonly gap: number;
}

const activations: readonly ((x: number) => number)[] = [
  (x) => x,
  (x) => (x * (1 + erf(x / Math.SQRT2))) / 2,
  (x) => (x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))) / 2,
  (x) => Math.max(0, x),
  (x) => Math.max(0, x) ** 2,
  (x) => x / (1 + Math.exp(-x)),
];

/** Runs the kernel on 1, 2 and 3 threads, checks that they agree bit for bit, and returns C with its untouched gaps. */
function multiply(product: Product, harness: KernelHarness): { actual: Float32Array; expected: Float64Array } {
  const { batch, rows, columns, depth, transposeA, transposeB, gap } = product;
  const lda = (transposeA ? rows : depth) + gap;
  const ldb = (transposeB ? depth : columns) + gap;
  const ldc = columns + gap;
  const strideA = lda * (transposeA ? depth : rows);
  const strideB = ldb * (transposeB ? columns : depth);
  const strideC = ldc * rows;
  const a = uniformNumbers(batch * strideA, 1);
  const b = uniformNumbers(batch * strideB, 2);
  const c = uniformNumbers(batch * strideC, 3);
  const results = [1, 2, 3].map((threads) => {
    const blockC = harness.block(c);
    harness.run(
      'matmul',
      [batch, rows, columns, depth]
        .concat(harness.block(a).pointer, strideA, lda, Number(transposeA))
        .concat(harness.block(b).pointer, strideB, ldb, Number(transposeB))
        .concat(blockC.pointer, strideC, ldc, Number(product.accumulate), 0, 0, 0, 0),
      threads,
    );
    const result = blockC.floats.slice();
    harness.reset();
    return result;
  });
  for (const result of results) expect(sameBits(result, results[0])).toBe(true);

  const expected = Float64Array.from(c);
  for (let item = 0; item < batch; item++) {
    for (let m = 0; m < rows; m++) {
      for (let n = 0; n < columns; n++) {
        const at = item * strideC + m * ldc + n;
        let sum = product.accumulate ? c[at] ?? 0 : 0;
        for (let k = 0; k < depth; k++) {
          const left = a[item * strideA + (transposeA ? k * lda + m : m * lda + k)] ?? Number.NaN;
          const right = b[item * strideB + (transposeB ? n * ldb + k : k * ldb + n)] ?? Number.NaN;
          sum += left * right;
        }
        expected[at] = sum;
      }
    }
  }
  return { actual: results[0] ?? new Float32Array(), expected };
}

const sizes: readonly (readonly [batch: number, rows: number, columns: number, depth: number])[] = [
  [1, 1, 1, 1],
  [1, 6, 16, 8],
  [2, 7, 17, 9],
  [3, 13, 33, 5],
  [1, 5, 15, 257],
  [1, 65, 100, 300],
  [9, 16, 24, 3],
  [12, 33, 31, 16],
  [1, 14, 530, 260],
  [1, 390, 20, 260],
  [1, 3, 1030, 13],
  [1, 200, 5, 515],
  [1, 1, 37, 70],
  [2, 4, 64, 131],
];
const flags = [false, true];

describe.each(sizes)('matmul of %d × [%d, %d], depth %d', (batch, rows, columns, depth) => {
  test.each(flags.flatMap((ta) => flags.flatMap((tb) => flags.map((add) => [ta, tb, add] as const))))(
    'transposeA %s, transposeB %s, accumulate %s',
    (transposeA, transposeB, accumulate) => {
      const gap = transposeA === transposeB ? 0 : 3;
      const product = { batch, rows, columns, depth, transposeA, transposeB, accumulate, gap };
      const { actual, expected } = multiply(product, kernels);
      expect(largestError(actual, expected)).toBeLessThan(1e-6);
    },
  );
});

test.each([
  [0, 3, 3, 3],
  [2, 0, 3, 3],
  [2, 3, 0, 3],
])('matmul of %d × [%d, %d], depth %d touches nothing', (batch, rows, columns, depth) => {
  const product = { batch, rows, columns, depth, transposeA: false, transposeB: false, accumulate: false, gap: 0 };
  expect(multiply(product, kernels).actual).toHaveLength(0);
});

test('a product of depth 0 is zero, or leaves C as it is when it accumulates', () => {
  const product = { batch: 1, rows: 7, columns: 18, depth: 0, transposeA: false, transposeB: false, gap: 2 };
  const { actual, expected } = multiply({ ...product, accumulate: false }, kernels);
  expect(largestError(actual, expected)).toBe(0);
  const added = multiply({ ...product, accumulate: true }, kernels);
  expect(largestError(added.actual, added.expected)).toBe(0);
});

test.each(activations.map((activation, code) => [code, activation] as const))(
  'the epilogue gives activation %d(x · Wᵀ + bias) + residual and the pre-activation',
  (code, activation) => {
    const [rows, columns, depth] = [29, 45, 300];
    const x = uniformNumbers(rows * depth, 4);
    const weight = uniformNumbers(columns * depth, 5).map((value) => value * 0.1);
    const bias = uniformNumbers(columns, 6);
    const residual = uniformNumbers(rows * columns, 7);
    const results = [1, 2, 3].map((threads) => {
      const out = kernels.block(rows * columns);
      const preActivation = kernels.block(rows * columns);
      kernels.run(
        'matmul',
        [1, rows, columns, depth]
          .concat(kernels.block(x).pointer, 0, depth, 0, kernels.block(weight).pointer, 0, depth, 1)
          .concat(out.pointer, 0, columns, 0)
          .concat(kernels.block(bias).pointer, code, kernels.block(residual).pointer, preActivation.pointer),
        threads,
      );
      const result = { out: out.floats.slice(), preActivation: preActivation.floats.slice() };
      kernels.reset();
      return result;
    });
    for (const { out, preActivation } of results) {
      expect(sameBits(out, results[0]?.out)).toBe(true);
      expect(sameBits(preActivation, results[0]?.preActivation)).toBe(true);
    }
    const expectedBefore = new Float64Array(rows * columns);
    const expectedOut = new Float64Array(rows * columns);
    for (let m = 0; m < rows; m++) {
      for (let n = 0; n < columns; n++) {
        let sum = bias[n] ?? Number.NaN;
        for (let k = 0; k < depth; k++) sum += (x[m * depth + k] ?? 0) * (weight[n * depth + k] ?? 0);
        expectedBefore[m * columns + n] = sum;
        expectedOut[m * columns + n] = activation(sum) + (residual[m * columns + n] ?? Number.NaN);
      }
    }
    expect(largestError(results[0]?.preActivation ?? [], expectedBefore)).toBeLessThan(2e-6);
    expect(largestError(results[0]?.out ?? [], expectedOut)).toBeLessThan(2e-6);
  },
);
