import { afterAll, describe, expect, test } from 'vitest';
import { openKernels } from './kernel-harness.ts';
import { largestError, sameBits, uniformNumbers } from './numbers.ts';

const kernels = await openKernels(3);
afterAll(() => kernels.close());

interface Problem {
  readonly tokens: number;
  readonly vocabulary: number;
  readonly width: number;
  readonly chunk: number;
  readonly bias: boolean;
}

interface Inputs {
  readonly hidden: Float32Array;
  readonly weight: Float32Array;
  readonly bias: Float32Array;
  readonly labels: Int32Array;
}

function inputsOf({ tokens, vocabulary, width }: Problem): Inputs {
  return {
    hidden: uniformNumbers(tokens * width, 1).map((value) => value * 2),
    weight: uniformNumbers(vocabulary * width, 2),
    bias: uniformNumbers(vocabulary, 3),
    labels: Int32Array.from(uniformNumbers(tokens, 4), (value, token) => {
      if (token % 5 === 3) return -100;
      return token % 7 === 6 ? vocabulary : Math.floor(((value + 1) / 2) * vocabulary);
    }),
  };
}

function reference(problem: Problem, { hidden, weight, bias, labels }: Inputs) {
  const { tokens, vocabulary, width } = problem;
  const result = {
    lossSum: 0,
    count: 0,
    correct: 0,
    dHidden: new Float64Array(tokens * width),
    dWeight: new Float64Array(vocabulary * width),
    dBias: new Float64Array(vocabulary),
  };
  for (let token = 0; token < tokens; token++) {
    const label = labels[token] ?? -1;
    if (label < 0 || label >= vocabulary) continue;
    const logits = Float64Array.from({ length: vocabulary }, (_, word) => {
      let sum = problem.bias ? bias[word] ?? NaN : 0;
      for (let d = 0; d < width; d++) sum += (hidden[token * width + d] ?? NaN) * (weight[word * width + d] ?? NaN);
      return sum;
    });
    const maximum = Math.max(...logits);
    const logSumExp = maximum + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - maximum), 0));
    result.lossSum += logSumExp - (logits[label] ?? NaN);
    result.count += 1;
    result.correct += Number(logits.indexOf(maximum) === label);
    logits.forEach((logit, word) => {
      const gradient = Math.exp(logit - logSumExp) - Number(word === label);
      result.dBias[word] = (result.dBias[word] ?? NaN) + gradient;
      for (let d = 0; d < width; d++) {
        const [hiddenAt, weightAt] = [token * width + d, word * width + d];
        result.dHidden[hiddenAt] = (result.dHidden[hiddenAt] ?? NaN) + gradient * (weight[weightAt] ?? NaN);
        result.dWeight[weightAt] = (result.dWeight[weightAt] ?? NaN) + gradient * (hidden[hiddenAt] ?? NaN);
      }
    });
  }
  return result;
}

/** Runs the kernel; gradients begin as `start` everywhere, and are added to unless that is 0. */
function run(problem: Problem, inputs: Inputs, threads: number, start: number, gradients = true) {
  const { tokens, vocabulary, width, chunk } = problem;
  const filled = (length: number) => kernels.block(new Float32Array(length).fill(start || NaN));
  const scalars = [1, 2, 3].map(() => kernels.block(1));
  const outputs = [filled(tokens * width), filled(vocabulary * width), filled(vocabulary)];
  kernels.run(
    'crossEntropy',
    [
      ...[tokens, vocabulary, width, kernels.block(inputs.hidden), kernels.block(inputs.weight)],
      problem.bias ? kernels.block(inputs.bias) : 0,
      kernels.intBlock(inputs.labels),
      ...scalars,
      ...[chunk, kernels.block(chunk * (Math.ceil(vocabulary / 16) * 16 + 3))],
      ...outputs.map((block) => (gradients ? block : 0)),
      Number(start !== 0),
    ],
    threads,
  );
  const results = [...scalars, ...outputs].map((block) => block.floats.slice());
  kernels.reset();
  return results;
}

describe.each([
  { tokens: 1, vocabulary: 1, width: 1, chunk: 1, bias: false },
  { tokens: 13, vocabulary: 5, width: 3, chunk: 4, bias: true },
  { tokens: 40, vocabulary: 65, width: 24, chunk: 40, bias: false },
  { tokens: 70, vocabulary: 65, width: 32, chunk: 16, bias: true },
  { tokens: 33, vocabulary: 1000, width: 20, chunk: 32, bias: false },
  { tokens: 9, vocabulary: 300, width: 270, chunk: 64, bias: true },
])('crossEntropy of $tokens tokens, vocabulary $vocabulary, width $width, chunks of $chunk', (problem) => {
  const inputs = inputsOf(problem);
  const expected = reference(problem, inputs);
  const names = ['dHidden', 'dWeight', 'dBias'] as const;

  test('sums, counts and gradients are those of float64', () => {
    const [lossSum, count, correct, ...gradients] = run(problem, inputs, 1, 0);
    expect(Math.abs((lossSum?.[0] ?? NaN) - expected.lossSum)).toBeLessThanOrEqual(1e-6 * (1 + expected.lossSum));
    expect(count?.[0]).toBe(expected.count);
    expect(correct?.[0]).toBe(expected.correct);
    names.forEach((name, index) => {
      expect(largestError(gradients[index] ?? [], expected[name]), name).toBeLessThan(3e-6);
    });
  });

  test('gradients are added to what is there', () => {
    const gradients = run(problem, inputs, 2, 1).slice(3);
    names.forEach((name, index) => {
      const sum = expected[name].map((value) => value + 1);
      expect(largestError(gradients[index] ?? [], sum), name).toBeLessThan(3e-6);
    });
  });

  test('the bits do not depend on the threads, nor the sums on whether gradients are asked for', () => {
    const one = run(problem, inputs, 1, 0);
    for (const threads of [2, 3]) {
      run(problem, inputs, threads, 0).forEach((result, index) => expect(sameBits(result, one[index])).toBe(true));
    }
    run(problem, inputs, 2, 0, false)
      .slice(0, 3)
      .forEach((result, index) => expect(sameBits(result, one[index])).toBe(true));
  });
});

test('of equal largest logits the first counts as the answer', () => {
  const problem = { tokens: 2, vocabulary: 20, width: 1, chunk: 2, bias: false };
  const weight = new Float32Array(20);
  weight[3] = 1;
  weight[17] = 1;
  const inputs = { hidden: Float32Array.of(1, 1), weight, bias: weight, labels: Int32Array.of(17, 3) };
  expect(run(problem, inputs, 1, 0)[2]?.[0]).toBe(1);
});

test('no tokens, or none that is scored, give zero sums and zero gradients', () => {
  const problem = { tokens: 3, vocabulary: 4, width: 2, chunk: 8, bias: true };
  const inputs = { ...inputsOf(problem), labels: Int32Array.of(-100, -1, 4) };
  for (const result of run(problem, inputs, 2, 0)) expect(result.every((value) => value === 0)).toBe(true);
  const none = { ...problem, tokens: 0 };
  for (const result of run(none, inputsOf(none), 2, 0)) expect(result.every((value) => value === 0)).toBe(true);
});
