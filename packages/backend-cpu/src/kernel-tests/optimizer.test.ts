import { afterAll, expect, test } from 'vitest';
import { openKernels } from './kernel-harness.ts';
import { largestError, uniformNumbers } from './numbers.ts';
import { oddSizes, runOnAllThreads } from './thread-agreement.ts';

const kernels = await openKernels(3);
afterAll(() => kernels.close());

const [learningRate, beta1, beta2, epsilon, weightDecay, scale] = [1e-2, 0.9, 0.99, 1e-8, 0.1, 0.37] as const;

/** One step in float64, as `torch.optim.AdamW` writes it. */
function reference(step: number, [p, g, m, v]: readonly Float32Array[]) {
  const gradient = Array.from(g!, (value) => value * Math.fround(scale));
  const nextM = gradient.map((value, i) => beta1 * m![i]! + (1 - beta1) * value);
  const nextV = gradient.map((value, i) => beta2 * v![i]! + (1 - beta2) * value ** 2);
  const nextP = nextM.map((value, i) => {
    const denominator = Math.sqrt(nextV[i]!) / Math.sqrt(1 - beta2 ** step) + epsilon;
    return p![i]! * (1 - learningRate * weightDecay) - ((learningRate / (1 - beta1 ** step)) * value) / denominator;
  });
  return [nextP, nextM, nextV];
}

function run(step: number, tensors: readonly Float32Array[], apply: readonly number[] | undefined, inPlace: boolean) {
  const n = tensors[0]!.length;
  return runOnAllThreads(kernels, 'adamw', () => {
    const [p, g, m, v] = tensors.map((tensor) => kernels.block(tensor));
    const outputs = inPlace ? [p!, m!, v!] : [kernels.block(n), kernels.block(n), kernels.block(n)];
    const attributes = [beta1, 1 - beta1, beta2, 1 - beta2, epsilon, weightDecay].map((f32) => ({ f32 }));
    const scalars = [learningRate, scale, 1 - beta1 ** step, 1 - beta2 ** step].map((value) => kernels.block([value]));
    const applySlot = apply ? kernels.intBlock(apply) : 0;
    return { slots: [n, p!, g!, m!, v!, ...outputs, ...attributes, ...scalars, applySlot], outputs };
  }).map(({ floats }) => floats);
}

/** Parameter, gradient, first and second moment. */
const tensorsOf = (n: number) =>
  [1, 2, 3].map((seed) => uniformNumbers(n, seed)).concat(uniformNumbers(n, 4).map(Math.abs));

test.each([1, 2, 500])('adamw, step %i, in place or not', (step) => {
  for (const n of oddSizes) {
    const tensors = tensorsOf(n);
    const expected = reference(step, tensors);
    const results = run(step, tensors, [1], false);
    results.forEach((result, i) => expect(largestError(result, expected[i]!)).toBeLessThan(3e-7));
    expect(run(step, tensors, undefined, true)).toEqual(results);
  }
});

test('adamw with apply = 0 hands everything through', () => {
  for (const n of oddSizes) {
    const [p, g, m, v] = tensorsOf(n);
    g!.fill(Number.NaN);
    for (const inPlace of [true, false]) expect(run(3, [p!, g!, m!, v!], [0], inPlace)).toEqual([p, m, v]);
  }
});

test('the norm over several buffers', () => {
  const buffers = [1, 5, 4096, 4097, 20000, 0].map((length, i) => uniformNumbers(length, i + 1));
  const chunks = buffers.map(({ length }) => Math.ceil(length / 4096));
  const total = chunks.reduce((sum, count) => sum + count, 0);
  const sumOfSquares = buffers.reduce((sum, buffer) => sum + buffer.reduce((part, x) => part + x * x, 0), 0);
  for (const threads of [1, 2, 3]) {
    const partials = kernels.block(2 * total);
    let pointer = partials.pointer;
    buffers.forEach((buffer, i) => {
      kernels.run('sumOfSquares', [buffer.length, kernels.block(buffer), pointer], threads);
      pointer += 8 * chunks[i]!;
    });
    const results = kernels.block(2);
    kernels.run('combineSumOfSquares', [total, partials, results, 0], threads);
    kernels.run('combineSumOfSquares', [total, partials, results.pointer + 4, 1], threads);
    expect([...results.floats]).toEqual([Math.fround(sumOfSquares), Math.fround(Math.sqrt(sumOfSquares))]);
    kernels.reset();
  }
});

test('one infinite element makes the norm infinite', () => {
  const x = uniformNumbers(10, 1);
  x[7] = Infinity;
  const partials = kernels.block(2);
  const result = kernels.block(1);
  kernels.run('sumOfSquares', [10, kernels.block(x), partials]);
  kernels.run('combineSumOfSquares', [1, partials, result, 1]);
  expect(result.floats[0]).toBe(Infinity);
  kernels.reset();
});
