import { afterAll, describe, expect, test } from 'vitest';
import { openKernels, type Slot } from './kernel-harness.ts';
import { uniformNumbers } from './numbers.ts';
import { oddSizes, runOnAllThreads } from './thread-agreement.ts';

const kernels = await openKernels(3);
afterAll(() => kernels.close());

test('fill writes a pattern and copy copies, to the last element and no further', () => {
  for (const n of oddSizes) {
    const filled = runOnAllThreads(kernels, 'fill', () => {
      const out = kernels.block(n);
      return { slots: [n, 0x40490fdb, out], outputs: [out] };
    })[0]!;
    expect([...filled.ints]).toEqual(Array(n).fill(0x40490fdb));
    const x = uniformNumbers(n, n);
    const copied = runOnAllThreads(kernels, 'copy', () => {
      const out = kernels.block(n);
      return { slots: [n, kernels.block(x), out], outputs: [out] };
    })[0]!;
    expect(copied.floats).toEqual(x);
  }
});

test('iota counts along its axis, as floats or integers', () => {
  for (const [outer, axis, inner] of [[1, 7, 1], [3, 5, 1], [2, 3, 4], [1, 4, 19], [4, 1, 3], [2, 0, 3]] as const) {
    const n = outer * axis * inner;
    const expected = Array.from({ length: n }, (_, i) => Math.floor(i / inner) % axis);
    for (const isFloat of [0, 1]) {
      const { ints, floats } = runOnAllThreads(kernels, 'iota', () => {
        const out = kernels.block(n);
        return { slots: [isFloat, outer, axis, inner, out], outputs: [out] };
      })[0]!;
      expect([...(isFloat ? floats : ints)]).toEqual(expected);
    }
  }
});

test('scaleAdd adds a multiple whose factor stands in memory', () => {
  for (const n of oddSizes) {
    const [x, y] = [uniformNumbers(n, 1), uniformNumbers(n, 2)];
    for (const accumulate of [0, 1]) {
      const { floats } = runOnAllThreads(kernels, 'scaleAdd', () => {
        const out = kernels.block(y);
        return { slots: [n, accumulate, kernels.block([0.75]), kernels.block(x), out], outputs: [out] };
      })[0]!;
      const expected = x.map((value, i) => Math.fround(value * 0.75) + (accumulate ? y[i]! : 0));
      expect(floats).toEqual(expected);
    }
  }
});

interface StridedCase {
  readonly what: string;
  readonly sizes: readonly number[];
  readonly source: readonly number[];
  readonly destination: readonly number[];
  /** First element read and written. */
  readonly from?: number;
  readonly to?: number;
}

const strided: readonly StridedCase[] = [
  { what: 'a scalar', sizes: [], source: [], destination: [] },
  { what: 'a dense copy', sizes: [3, 5, 7], source: [35, 7, 1], destination: [35, 7, 1] },
  { what: 'nothing', sizes: [3, 0, 7], source: [0, 7, 1], destination: [0, 7, 1] },
  { what: 'a long run', sizes: [1000], source: [1], destination: [1] },
  { what: 'broadcast of a scalar', sizes: [9, 31], source: [0, 0], destination: [31, 1] },
  { what: 'broadcast of a row', sizes: [5, 33], source: [0, 1], destination: [33, 1] },
  { what: 'broadcast of a column', sizes: [33, 5], source: [1, 0], destination: [5, 1] },
  { what: 'broadcast of a middle axis', sizes: [4, 3, 6], source: [6, 0, 1], destination: [18, 6, 1] },
  { what: 'a matrix transpose', sizes: [37, 21], source: [1, 37], destination: [21, 1] },
  { what: 'a transpose of whole tiles', sizes: [32, 64], source: [1, 32], destination: [64, 1] },
  { what: 'a transpose of slim matrices', sizes: [3, 50], source: [1, 3], destination: [50, 1] },
  { what: 'a batched transpose', sizes: [5, 18, 13], source: [234, 1, 18], destination: [234, 13, 1] },
  { what: 'heads before time', sizes: [2, 3, 11, 8], source: [264, 8, 24, 1], destination: [264, 88, 8, 1] },
  { what: 'all axes reversed', sizes: [4, 5, 6, 7], source: [1, 4, 20, 120], destination: [210, 42, 7, 1] },
  { what: 'a slice', sizes: [3, 17], source: [40, 1], destination: [17, 1], from: 45 },
  { what: 'a slice with steps', sizes: [3, 6], source: [40, 3], destination: [6, 1], from: 2 },
  { what: 'a reversed axis', sizes: [4, 9], source: [9, -1], destination: [9, 1], from: 8 },
  { what: 'a block into a larger tensor', sizes: [4, 19], source: [19, 1], destination: [50, 1], to: 53 },
  { what: 'a transpose into a larger tensor', sizes: [20, 9], source: [1, 20], destination: [15, 1], to: 17 },
  { what: 'a scatter along the last axis', sizes: [2, 9], source: [9, 1], destination: [1, 2] },
  {
    what: 'eight axes',
    sizes: [2, 1, 3, 2, 1, 2, 3, 2],
    source: [1, 1, 2, 6, 1, 12, 24, 72],
    destination: [72, 72, 24, 12, 12, 6, 2, 1],
  },
];

/** All index tuples below the sizes, in row-major order. */
function* indices(sizes: readonly number[]): Generator<readonly number[]> {
  const [size, ...rest] = sizes;
  if (size === undefined) yield [];
  else for (let i = 0; i < size; i++) for (const tail of indices(rest)) yield [i, ...tail];
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
const padded = (values: readonly number[]) => [...values, ...Array<number>(8 - values.length).fill(0)];

describe('stridedCopy', () => {
  test.each(strided)('$what', ({ sizes, source, destination, from = 0, to = 0 }) => {
    const all = [...indices(sizes)];
    const reach = (start: number, strides: readonly number[]) =>
      Math.max(0, ...all.map((index) => start + dot(index, strides) + 1));
    const x = uniformNumbers(reach(from, source), 1);
    const target = uniformNumbers(reach(to, destination), 2);
    const { floats } = runOnAllThreads(kernels, 'stridedCopy', () => {
      const out = kernels.block(target);
      const slots: Slot[] = [sizes.length, kernels.block(x).pointer + 4 * from, out.pointer + 4 * to];
      return { slots: [...slots, ...padded(sizes), ...padded(source), ...padded(destination)], outputs: [out] };
    })[0]!;
    const expected = target.slice();
    for (const index of all) expected[to + dot(index, destination)] = x[from + dot(index, source)]!;
    expect(floats).toEqual(expected);
  });
});

test('updateSlice writes a block at a start that is clamped so that it fits', () => {
  const shapes = [[3, 10, 4, 5], [1, 6, 6, 1], [2, 9, 1, 17], [2, 5, 0, 3]] as const;
  for (const [outer, targetAxis, updateAxis, inner] of shapes) {
    for (const start of [0, 2, 6, 100, -3]) {
      const target = uniformNumbers(outer * targetAxis * inner, 1);
      const update = uniformNumbers(outer * updateAxis * inner, 2);
      const { floats } = runOnAllThreads(kernels, 'updateSlice', () => {
        const out = kernels.block(target);
        const operands = [kernels.intBlock([start]), kernels.block(update), out] as const;
        return { slots: [outer, targetAxis, updateAxis, inner, ...operands], outputs: [out] };
      })[0]!;
      const first = Math.max(0, Math.min(start, targetAxis - updateAxis));
      const expected = target.slice();
      for (const [o, k, i] of indices([outer, updateAxis, inner]) as Iterable<[number, number, number]>) {
        expected[(o * targetAxis + first + k) * inner + i] = update[(o * updateAxis + k) * inner + i]!;
      }
      expect(floats).toEqual(expected);
    }
  }
});
