import { afterAll, describe, expect, test } from 'vitest';
import { openKernels, type Slot } from './kernel-harness.ts';
import { largestError, uniformNumbers } from './numbers.ts';
import { runOnAllThreads } from './thread-agreement.ts';

const kernels = await openKernels(3);
afterAll(() => kernels.close());

const epsilon = 1e-5;

interface NormCase {
  readonly rows: number;
  readonly width: number;
  readonly weighted: boolean;
  readonly centered: boolean;
}

const shapes = [[1, 1], [3, 5], [64, 8], [65, 12], [130, 33], [7, 257], [0, 4]] as const;
const cases: readonly NormCase[] = shapes.flatMap(([rows, width]) =>
  [true, false].flatMap((weighted) => [true, false].map((centered) => ({ rows, width, weighted, centered }))));

/** Everything in float64, from the formulas of the papers. */
function reference(normCase: NormCase, x: Float32Array, weight: Float32Array, bias: Float32Array) {
  const { rows, width, weighted, centered } = normCase;
  const means = new Float64Array(rows);
  const reciprocalStds = new Float64Array(rows);
  const out = new Float64Array(x.length);
  const normalized = new Float64Array(x.length);
  for (let row = 0; row < rows; row++) {
    const values = [...x.subarray(row * width, (row + 1) * width)];
    const average = (numbers: readonly number[]) => numbers.reduce((sum, value) => sum + value, 0) / width;
    const mean = centered ? average(values) : 0;
    const reciprocalStd = 1 / Math.sqrt(average(values.map((value) => (value - mean) ** 2)) + epsilon);
    values.forEach((value, i) => {
      const at = row * width + i;
      normalized[at] = (value - mean) * reciprocalStd;
      out[at] = weighted ? normalized[at] * weight[i]! + bias[i]! : normalized[at];
    });
    means[row] = mean;
    reciprocalStds[row] = reciprocalStd;
  }
  const backward = (dOut: Float32Array) => {
    const dx = new Float64Array(x.length);
    const dWeight = new Float64Array(width);
    const dBias = new Float64Array(width);
    for (let row = 0; row < rows; row++) {
      const of = (i: number) => row * width + i;
      const g = Array.from({ length: width }, (_, i) => dOut[of(i)]! * (weighted ? weight[i]! : 1));
      const meanG = centered ? g.reduce((sum, value) => sum + value, 0) / width : 0;
      const meanGX = g.reduce((sum, value, i) => sum + value * normalized[of(i)]!, 0) / width;
      g.forEach((value, i) => {
        dx[of(i)] = reciprocalStds[row]! * (value - meanG - normalized[of(i)]! * meanGX);
        dWeight[i]! += dOut[of(i)]! * normalized[of(i)]!;
        dBias[i]! += dOut[of(i)]!;
      });
    }
    return { dx, dWeight, dBias };
  };
  return { means, reciprocalStds, out, backward };
}

describe.each(cases)('$rows × $width, weighted $weighted, centered $centered', (normCase) => {
  const { rows, width, weighted, centered } = normCase;
  // An offset of several standard deviations: a one-pass variance would lose digits here.
  const x = uniformNumbers(rows * width, 1).map((value) => value * 2 + 5);
  const weight = uniformNumbers(width, 2);
  const bias = uniformNumbers(width, 3);
  const dOut = uniformNumbers(rows * width, 4);
  const { means, reciprocalStds, out, backward } = reference(normCase, x, weight, bias);
  const weightSlot = (): Slot => (weighted ? kernels.block(weight) : 0);

  test('forward', () => {
    const results = runOnAllThreads(kernels, centered ? 'layerNorm' : 'rmsNorm', () => {
      const outputs = [kernels.block(rows * width), kernels.block(rows), kernels.block(rows)];
      const biasSlot = weighted ? kernels.block(bias) : 0;
      return { slots: [rows, width, kernels.block(x), weightSlot(), biasSlot, { f32: epsilon }, ...outputs], outputs };
    });
    expect(largestError(results[0]!.floats, out)).toBeLessThan(width === 1 ? 1e-5 : 3e-6);
    expect(largestError(results[1]!.floats, means)).toBeLessThan(2e-7);
    expect(largestError(results[2]!.floats, reciprocalStds)).toBeLessThan(1e-6);
  });

  test('backward, with residual and accumulation', () => {
    const [before, residual] = [uniformNumbers(rows * width, 5), uniformNumbers(rows * width, 6)];
    const chunks = Math.ceil(rows / 64);
    const { dx, dWeight, dBias } = backward(dOut);
    for (const [accumulate, withResidual] of [[0, false], [1, true]] as const) {
      const [gradient, partialWeight, partialBias] = runOnAllThreads(
        kernels,
        centered ? 'layerNormBackward' : 'rmsNormBackward',
        () => {
          const partials = () => kernels.block(chunks * width);
          const outputs = [kernels.block(before), partials(), partials()] as const;
          const inputs = [kernels.block(x), weightSlot(), kernels.block(dOut)] as const;
          const statistics = [kernels.block(means), kernels.block(reciprocalStds)] as const;
          const added = [accumulate, withResidual ? kernels.block(residual) : 0] as const;
          const slots = [rows, width, ...inputs, ...statistics, outputs[0], ...added, outputs[1], outputs[2]];
          return { slots, outputs };
        },
      );
      const expected = dx.map((value, i) => value + (accumulate ? before[i]! : 0) + (withResidual ? residual[i]! : 0));
      expect(largestError(gradient!.floats, expected)).toBeLessThan(width === 1 ? 1e-4 : 2e-6);
      for (const [partials, total] of [[partialWeight, dWeight], [partialBias, dBias]] as const) {
        const { floats } = runOnAllThreads(kernels, 'reduceSumF32', () => {
          const sums = kernels.block(weight);
          return { slots: [1, chunks, width, kernels.block(partials!.floats), sums, accumulate], outputs: [sums] };
        })[0]!;
        expect(largestError(floats, total.map((value, i) => value + (accumulate ? weight[i]! : 0)))).toBeLessThan(2e-6);
      }
    }
  });

  test('backward of what is wanted only', () => {
    const opcode = centered ? 'layerNormBackward' : 'rmsNormBackward';
    const inputs = (): Slot[] => {
      const statistics = [kernels.block(means), kernels.block(reciprocalStds)];
      return [rows, width, kernels.block(x), weightSlot(), kernels.block(dOut), ...statistics];
    };
    const { floats } = runOnAllThreads(kernels, opcode, () => {
      const dx = kernels.block(rows * width);
      return { slots: [...inputs(), dx, 0, 0, 0, 0], outputs: [dx] };
    })[0]!;
    expect(largestError(floats, backward(dOut).dx)).toBeLessThan(width === 1 ? 1e-4 : 2e-6);
    const partial = runOnAllThreads(kernels, opcode, () => {
      const partials = kernels.block(Math.ceil(rows / 64) * width);
      return { slots: [...inputs(), 0, 0, 0, partials, 0], outputs: [partials] };
    })[0]!;
    expect(partial.floats.every(Number.isFinite)).toBe(true);
  });
});

test('rows of equal values are normalised to the bias, not to NaN', () => {
  const out = kernels.block(8);
  kernels.run('layerNorm', [2, 4, kernels.block(new Float32Array(8).fill(3)), 0, 0, { f32: epsilon }, out, 0, 0]);
  expect([...out.floats]).toEqual(Array(8).fill(0));
  kernels.reset();
});
