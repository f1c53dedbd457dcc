import { afterAll, expect, test } from 'vitest';
import { openKernels } from './kernel-harness.ts';
import { uniformNumbers } from './numbers.ts';
import { runOnAllThreads } from './thread-agreement.ts';

const kernels = await openKernels(3);
afterAll(() => kernels.close());

const rows = 11;
/** Every row, some often, and indices that lie outside on both sides. */
const indices = [0, 10, 3, 3, -1, 11, 7, 3, 2147483647, -2147483648, 0, 5, 3, 9, 1, 2, 4, 6, 8, 10, 3];
const widths = [1, 3, 4, 17, 40, 64];
const isInside = (index: number) => index >= 0 && index < rows;

test.each(widths)('gatherRows of width %i gives zeros for an index outside', (width) => {
  const table = uniformNumbers(rows * width, 1);
  const { floats } = runOnAllThreads(kernels, 'gatherRows', () => {
    const out = kernels.block(indices.length * width);
    const operands = [kernels.block(table), kernels.intBlock(indices), out] as const;
    return { slots: [indices.length, rows, width, ...operands], outputs: [out] };
  })[0]!;
  const expected = indices.flatMap((index) =>
    isInside(index) ? [...table.subarray(index * width, (index + 1) * width)] : Array<number>(width).fill(0));
  expect([...floats]).toEqual(expected);
});

test.each(widths)('scatterAddRows of width %i adds in the order of the indices and drops those outside', (width) => {
  const updates = uniformNumbers(indices.length * width, 1);
  const before = uniformNumbers(rows * width, 2);
  for (const accumulate of [0, 1]) {
    const { floats } = runOnAllThreads(kernels, 'scatterAddRows', () => {
      const out = kernels.block(before);
      const operands = [kernels.intBlock(indices), kernels.block(updates), out] as const;
      return { slots: [indices.length, rows, width, ...operands, accumulate], outputs: [out] };
    })[0]!;
    const expected = accumulate ? before.slice() : new Float32Array(before.length);
    indices.forEach((index, i) => {
      if (isInside(index)) for (let k = 0; k < width; k++) expected[index * width + k]! += updates[i * width + k]!;
    });
    expect(floats).toEqual(expected);
  }
});

test('scatterAddRowsI32 adds integers, wrapping', () => {
  const { ints } = runOnAllThreads(kernels, 'scatterAddRowsI32', () => {
    const out = kernels.intBlock([1, 2, 3, 4]);
    const operands = [kernels.intBlock([1, 0, 1]), kernels.intBlock([5, 6, 7, 8, 0x7fffffff, -1]), out] as const;
    return { slots: [3, 2, 2, ...operands, 1], outputs: [out] };
  })[0]!;
  expect([...ints]).toEqual([1 + 7, 2 + 8, (3 + 5 + 0x7fffffff) | 0, 4 + 6 - 1]);
});

test('no indices: the gradient is all zeros', () => {
  const { floats } = runOnAllThreads(kernels, 'scatterAddRows', () => {
    const out = kernels.block(6);
    return { slots: [0, 2, 3, kernels.intBlock([]), kernels.block(0), out, 0], outputs: [out] };
  })[0]!;
  expect([...floats]).toEqual([0, 0, 0, 0, 0, 0]);
});
