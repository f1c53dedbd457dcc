import { afterAll, describe, expect, test } from 'vitest';
import { type AttentionProblem, attentionReference, type AttentionResult } from './attention-reference.ts';
import { openKernels, type Slot } from './kernel-harness.ts';
import { largestError, sameBits, uniformNumbers } from './numbers.ts';

const kernels = await openKernels(3);
afterAll(() => kernels.close());

type Outputs = Record<keyof AttentionResult, Float32Array>;
const outputNames = ['out', 'logSumExp', 'dq', 'dk', 'dv', 'dBias'] as const;
type Tensors = Record<'q' | 'k' | 'v' | 'outGradient', Float32Array>;

const plain = {
  causal: false,
  keyLength: undefined,
  querySegments: undefined,
  keySegments: undefined,
  bias: undefined,
  biasHeads: 1,
};

function tensorsOf({ batch, heads, queryCount, keyCapacity, width }: AttentionProblem): Tensors {
  return {
    q: uniformNumbers(batch * queryCount * heads * width, 1).map((value) => value * 3),
    k: uniformNumbers(batch * keyCapacity * heads * width, 2),
    v: uniformNumbers(batch * keyCapacity * heads * width, 3),
    outGradient: uniformNumbers(batch * queryCount * heads * width, 4),
  };
}

/** Copies [B,T,row] floats out of rows `stride` floats apart, from `offset` on. */
function gather(source: Float32Array, offset: number, stride: number, row: number): Float32Array {
  const rows = Math.floor(source.length / stride);
  const target = new Float32Array(rows * row);
  for (let index = 0; index < rows; index++) {
    target.set(source.subarray(index * stride + offset, index * stride + offset + row), index * row);
  }
  return target;
}

/** Interleaves [B,T,row] tensors into [B,T,count,row]. */
function pack(parts: readonly Float32Array[], row: number): Float32Array {
  const packed = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.forEach((part, index) => {
    for (let step = 0; step * row < part.length; step++) {
      packed.set(part.subarray(step * row, (step + 1) * row), (step * parts.length + index) * row);
    }
  });
  return packed;
}

/** Runs forward and backward. `packed` takes q, k, v from one [B,T,3,H,K] and writes their gradients into another. */
function attend(problem: AttentionProblem, tensors: Tensors, packed: boolean, start: number, threads: number): Outputs {
  const { batch, heads, queryCount, keyCapacity, width } = problem;
  const row = heads * width;
  const filled = (length: number): Float32Array => new Float32Array(length).fill(start);
  const stride = packed ? 3 * row : row;
  const one = packed ? kernels.block(pack([tensors.q, tensors.k, tensors.v], row)) : undefined;
  const oneGradient = packed ? kernels.block(filled(3 * tensors.q.length)) : undefined;
  const inputs = one
    ? [one.pointer, one.pointer + 4 * row, one.pointer + 8 * row]
    : [tensors.q, tensors.k, tensors.v].map((tensor) => kernels.block(tensor).pointer);
  const gradients = [tensors.q, tensors.k, tensors.v].map(
    (tensor) => oneGradient ?? kernels.block(filled(tensor.length)),
  );
  const gradientPointers = gradients.map((block, index) => block.pointer + (packed ? 4 * row * index : 0));
  const out = kernels.block(tensors.q.length);
  const logSumExp = kernels.block(batch * heads * queryCount);
  const dBias = kernels.block(filled(problem.biasHeads * queryCount * keyCapacity));
  const optional = (values: ArrayLike<number> | undefined, isInt: boolean): number => {
    if (!values) return 0;
    return (isInt ? kernels.intBlock(values) : kernels.block(values)).pointer;
  };
  const shared: Slot[] = [
    ...[batch, heads, queryCount, keyCapacity, width],
    ...inputs.flatMap((pointer) => [pointer, stride]),
    ...[out, row, logSumExp, { f32: problem.scale }, Number(problem.causal)],
    optional(problem.keyLength === undefined ? undefined : [problem.keyLength], true),
    optional(problem.querySegments, true),
    optional(problem.keySegments, true),
    optional(problem.bias, false),
    problem.biasHeads,
  ];
  kernels.run('attentionForward', shared, threads);
  kernels.run(
    'attentionBackward',
    [
      ...shared,
      ...[kernels.block(tensors.outGradient), row],
      ...gradientPointers.flatMap((pointer) => [pointer, stride]),
      Number(start !== 0),
      problem.bias ? dBias : 0,
      Number(start !== 0),
    ],
    threads,
  );
  const [dq, dk, dv] = gradients.map((block, index) => gather(block.floats, packed ? index * row : 0, stride, row));
  if (!dq || !dk || !dv) throw new Error('attention test: gradients are missing');
  const outputs = {
    out: out.floats.slice(),
    logSumExp: logSumExp.floats.slice(),
    dq,
    dk,
    dv,
    dBias: dBias.floats.slice(),
  };
  kernels.reset();
  return outputs;
}

/** Checks forward and backward against float64, stored and accumulated, and 1, 2 and 3 threads against one another. */
function check(problem: AttentionProblem, packed = false, bound = 2e-6): void {
  const tensors = tensorsOf(problem);
  const expected = attentionReference(problem, tensors.q, tensors.k, tensors.v, tensors.outGradient);
  const actual = attend(problem, tensors, packed, 0, 1);
  for (const threads of [2, 3]) {
    const other = attend(problem, tensors, packed, 0, threads);
    for (const name of outputNames)
      expect(sameBits(other[name], actual[name]), `${name}, ${threads} threads`).toBe(true);
  }
  const added = attend(problem, tensors, packed, 1, 2);
  for (const name of outputNames) {
    if (name === 'dBias' && !problem.bias) continue;
    expect(largestError(actual[name], expected[name]), name).toBeLessThan(bound);
    const start = name.startsWith('d') ? 1 : 0;
    expect(
      largestError(
        added[name],
        expected[name].map((value) => value + start),
      ),
      `${name} added`,
    ).toBeLessThan(bound);
  }
}

const segmentsOf = (length: number, seed: number): Int32Array =>
  Int32Array.from(uniformNumbers(length, seed), (value) => Math.floor((value + 1) * 1.5));

describe.each([
  [1, 1, 1, 1],
  [1, 2, 5, 3],
  [2, 3, 17, 16],
  [1, 4, 64, 32],
  [2, 2, 65, 20],
  [1, 1, 130, 8],
  [1, 1, 9, 130],
  [3, 1, 70, 64],
])('self-attention, B %d, H %d, T %d, K %d', (batch, heads, time, width) => {
  const sizes = { batch, heads, queryCount: time, keyCapacity: time, width, scale: 1 / Math.sqrt(width) };
  test('of everything', () => check({ ...sizes, ...plain }));
  test('causal, packed qkv', () => check({ ...sizes, ...plain, causal: true }, true));
  test('of segments, some padding', () => {
    const segments = segmentsOf(batch * time, 5);
    check({ ...sizes, ...plain, querySegments: segments, keySegments: segments }, true);
  });
  test('causal with segments and a bias per head', () => {
    const segments = segmentsOf(batch * time, 6);
    const bias = uniformNumbers(heads * time * time, 7);
    check({ ...sizes, ...plain, causal: true, querySegments: segments, keySegments: segments, bias, biasHeads: heads });
  });
  test('with one bias for all heads', () => {
    check({ ...sizes, ...plain, bias: uniformNumbers(time * time, 8) });
  });
});

describe.each([
  [2, 2, 5, 530, 8],
  [1, 2, 70, 23, 16],
  [1, 1, 33, 700, 150],
  [1, 1, 40, 20, 600],
  [2, 1, 1, 31, 32],
])('cross-attention, B %d, H %d, Tq %d, Tk %d, K %d', (batch, heads, queryCount, keyCapacity, width) => {
  const sizes = { batch, heads, queryCount, keyCapacity, width, scale: 1 / Math.sqrt(width) };
  test('of everything', () => check({ ...sizes, ...plain }));
  test('causal, aligned at the last key', () => check({ ...sizes, ...plain, causal: true }));
  test('of the first keys of a longer cache', () => {
    check({ ...sizes, ...plain, causal: true, keyLength: keyCapacity - 7 });
  });
  test('with segments and bias', () => {
    const querySegments = segmentsOf(batch * queryCount, 9);
    const keySegments = segmentsOf(batch * keyCapacity, 10);
    const bias = uniformNumbers(heads * queryCount * keyCapacity, 11);
    check({ ...sizes, ...plain, querySegments, keySegments, bias, biasHeads: heads });
  });
});

test('a query that sees no key gives zeros, not NaN, forward and backward', () => {
  const sizes = { batch: 1, heads: 1, queryCount: 3, keyCapacity: 4, width: 4, scale: 0.5 };
  const problem = { ...sizes, ...plain, causal: true, keyLength: 1 };
  const actual = attend(problem, tensorsOf(problem), false, 0, 1);
  expect(Array.from(actual.out.subarray(0, 8))).toEqual(new Array(8).fill(0));
  expect(Array.from(actual.dq.subarray(0, 8))).toEqual(new Array(8).fill(0));
  expect(Array.from(actual.dk.subarray(4))).toEqual(new Array(12).fill(0));
  check(problem);
  check({ ...problem, keyLength: 0 });
});

test('a negative scale, and scores up to 150, whose float32 rounding shows in exp', () => {
  const sizes = { batch: 1, heads: 1, queryCount: 20, keyCapacity: 20, width: 16 };
  check({ ...sizes, ...plain, scale: -9, causal: true }, false, 1e-5);
});
