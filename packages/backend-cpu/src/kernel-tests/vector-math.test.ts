import { afterAll, describe, expect, test } from 'vitest';
import type { OpcodeName } from '../generated/kernels.ts';
import { openKernels } from './kernel-harness.ts';
import { erf } from './reference-functions.ts';

const kernels = await openKernels(1);
afterAll(() => kernels.close());

function apply(opcode: OpcodeName, x: Float32Array): Float32Array {
  const out = kernels.block(x.length);
  kernels.run(opcode, [x.length, kernels.block(x), out]);
  const result = out.floats.slice();
  kernels.reset();
  return result;
}

/** `count` numbers evenly over [from, to]. */
const evenly = (from: number, to: number, count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, index) => from + ((to - from) * index) / (count - 1));

function largest(errors: Float64Array): number {
  return errors.reduce((most, error) => (error <= most ? most : error), 0);
}

describe('exp', () => {
  test('is right to 2e-7 over all normal results', () => {
    const x = evenly(-87.3, 88.72, 200_000);
    const errors = Float64Array.from(apply('expF32', x), (y, index) => Math.abs(y / Math.exp(x[index] ?? NaN) - 1));
    expect(largest(errors)).toBeLessThan(2e-7);
  });

  test('is right to one unit of the subnormal numbers', () => {
    const x = evenly(-104, -87.3, 20_000);
    const errors = Float64Array.from(apply('expF32', x), (y, index) => Math.abs(y - Math.exp(x[index] ?? NaN)));
    expect(largest(errors)).toBeLessThanOrEqual(2 ** -149);
  });

  test('runs into infinity and 0, is 1 at 0, and keeps NaN', () => {
    const x = Float32Array.of(88.73, 1000, Infinity, -104, -1000, -Infinity, 0, -0, NaN);
    expect(Array.from(apply('expF32', x))).toEqual([Infinity, Infinity, Infinity, 0, 0, 0, 1, 1, NaN]);
  });
});

describe.each([
  ['erfF32', erf],
  ['tanhF32', Math.tanh],
] as const)('%s', (opcode, exact) => {
  test('is right to 3e-7, and to 3e-7 of its value near 0', () => {
    const x = evenly(-12, 12, 200_000);
    const small = evenly(1e-20, 0.9, 20_000);
    const errors = Float64Array.from(apply(opcode, x), (y, index) => Math.abs(y - exact(x[index] ?? NaN)));
    const relative = Float64Array.from(apply(opcode, small), (y, index) =>
      Math.abs(y / exact(small[index] ?? NaN) - 1),
    );
    expect(largest(errors)).toBeLessThan(3e-7);
    expect(largest(relative)).toBeLessThan(3e-7);
  });

  test('is odd, runs into ±1 and keeps NaN', () => {
    const x = Float32Array.of(0, Infinity, -Infinity, 1e30, NaN);
    expect(Array.from(apply(opcode, x))).toEqual([0, 1, -1, 1, NaN]);
    const some = evenly(0.01, 5, 100);
    expect(
      apply(
        opcode,
        some.map((value) => -value),
      ),
    ).toEqual(apply(opcode, some).map((value) => -value));
  });
});
