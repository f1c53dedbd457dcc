import { afterAll, describe, expect, test } from 'vitest';
import type { OpcodeName } from '../generated/kernels.ts';
import { openKernels } from './kernel-harness.ts';
import { uniformNumbers } from './numbers.ts';
import { runOnAllThreads } from './thread-agreement.ts';

const kernels = await openKernels(3);
afterAll(() => kernels.close());

const shapes = [
  [1, 1, 1], [1, 0, 5], [3, 0, 1], [1, 1000, 1], [7, 33, 1], [100, 5, 1], [1, 9, 100], [3, 17, 13], [5, 4, 2],
  [200, 3, 3], [1, 64, 257],
] as const;

type Shape = readonly [outer: number, reduced: number, inner: number];

/** Reduces in float64, output by output. */
function reference<T>(shape: Shape, x: ArrayLike<number>, reduce: (values: readonly number[]) => T): T[] {
  const [outer, reduced, inner] = shape;
  return Array.from({ length: outer * inner }, (_, output) => {
    const [o, i] = [Math.floor(output / inner), output % inner];
    return reduce(Array.from({ length: reduced }, (__, k) => x[(o * reduced + k) * inner + i]!));
  });
}

function run(opcode: OpcodeName, shape: Shape, x: ArrayLike<number>, type: 'float' | 'int', start?: ArrayLike<number>) {
  return runOnAllThreads(kernels, opcode, () => {
    const make = type === 'float' ? kernels.block : kernels.intBlock;
    const out = kernels.block(start ?? shape[0] * shape[2]);
    const slots = [...shape, make(x), out];
    return { slots: opcode === 'reduceSumF32' ? [...slots, Number(start !== undefined)] : slots, outputs: [out] };
  })[0]!;
}

const size = ([outer, reduced, inner]: Shape) => outer * reduced * inner;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe.each(shapes.map((shape) => ({ shape })))('over $shape', ({ shape }) => {
  const floats = uniformNumbers(size(shape), 1);
  const integers = [...floats].map((value) => Math.floor(value * 2 ** 31));
  const outputs = shape[0] * shape[2];

  test('the sum is right to half a unit in the last place', () => {
    const expected = Float32Array.from(reference(shape, floats, sum));
    expect(run('reduceSumF32', shape, floats, 'float').floats).toEqual(expected);
  });

  test('an accumulated sum is added to what was there', () => {
    const start = uniformNumbers(outputs, 2);
    const expected = reference(shape, floats, sum).map((value, i) => Math.fround(Math.fround(value) + start[i]!));
    expect([...run('reduceSumF32', shape, floats, 'float', start).floats]).toEqual(expected);
  });

  test('largest and smallest, and the sum of integers', () => {
    const largest = (values: readonly number[]) => Math.max(...values);
    const smallest = (values: readonly number[]) => Math.min(...values);
    expect([...run('reduceMaximumF32', shape, floats, 'float').floats]).toEqual(reference(shape, floats, largest));
    expect([...run('reduceMinimumF32', shape, floats, 'float').floats]).toEqual(reference(shape, floats, smallest));
    const clamp = (value: number) => Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value));
    const ints = (opcode: OpcodeName) => [...run(opcode, shape, integers, 'int').ints];
    expect(ints('reduceMaximumI32')).toEqual(reference(shape, integers, largest).map(clamp));
    expect(ints('reduceMinimumI32')).toEqual(reference(shape, integers, smallest).map(clamp));
    expect(ints('reduceSumI32')).toEqual(reference(shape, integers, sum).map((value) => value | 0));
  });
});

const withElements = shapes.filter(([, reduced]) => reduced > 0).map((shape) => ({ shape }));

test.each(withElements)('argMax over $shape is the first of the largest', ({ shape }) => {
  const coarse = [...uniformNumbers(size(shape), 1)].map((value) => Math.round(value * 3));
  const first = (values: readonly number[]) => values.indexOf(Math.max(...values));
  const expected = reference(shape, coarse, first);
  for (const [opcode, type] of [['argMaxF32', 'float'], ['argMaxI32', 'int']] as const) {
    const { ints } = runOnAllThreads(kernels, opcode, () => {
      const out = kernels.block(shape[0] * shape[2]);
      const x = type === 'float' ? kernels.block(coarse) : kernels.intBlock(coarse);
      return { slots: [...shape, x, out], outputs: [out] };
    })[0]!;
    expect([...ints]).toEqual(expected);
  }
});

test('a long sum of numbers of one sign keeps full precision', () => {
  const x = new Float32Array(1_000_003).fill(0.1);
  const [total] = run('reduceSumF32', [1, x.length, 1], x, 'float').floats;
  expect(total).toBe(Math.fround(Math.fround(0.1) * x.length));
});

test('a NaN decides maximum, minimum and argMax; the first one wins', () => {
  const x = [1, 5, Number.NaN, 9, Number.NaN, 2, 3];
  for (const opcode of ['reduceMaximumF32', 'reduceMinimumF32'] as const) {
    expect(run(opcode, [1, 7, 1], x, 'float').floats[0]).toBeNaN();
    expect(run(opcode, [7, 1, 1], x, 'float').floats).toEqual(Float32Array.from(x));
  }
  const { ints } = runOnAllThreads(kernels, 'argMaxF32', () => {
    const out = kernels.block(1);
    return { slots: [1, 7, 1, kernels.block(x), out], outputs: [out] };
  })[0]!;
  expect(ints[0]).toBe(2);
});
