import { afterAll, expect, test } from 'vitest';
import type { OpcodeName } from '../generated/kernels.ts';
import { openKernels } from './kernel-harness.ts';
import { uniformNumbers } from './numbers.ts';
import { roundToFormat } from './reference-functions.ts';
import { runOnAllThreads } from './thread-agreement.ts';

const kernels = await openKernels(3);
afterAll(() => kernels.close());

function run(opcode: OpcodeName, x: ArrayLike<number>, from: 'floats' | 'ints') {
  return runOnAllThreads(kernels, opcode, () => {
    const out = kernels.block(x.length);
    return { slots: [x.length, from === 'floats' ? kernels.block(x) : kernels.intBlock(x), out], outputs: [out] };
  })[0]!;
}

const special = [0, -0, Infinity, -Infinity, Number.NaN];
const floats = [...special, 0.9, -0.9, 1.5, -2.5, 3e9, -3e9, 5e9, 2147483520].map(Math.fround);
const integers = [0, 1, -1, 16777217, -16777219, 0x7fffffff, -0x80000000, 0x7fffff80];

test('f32 to integers truncates and saturates; NaN gives 0', () => {
  const clamped = (low: number, high: number) =>
    floats.map((x) => (Number.isNaN(x) ? 0 : Math.trunc(Math.max(low, Math.min(high, x))) | 0));
  expect([...run('castF32ToI32', floats, 'floats').ints]).toEqual(clamped(-(2 ** 31), 2 ** 31 - 1));
  expect([...run('castF32ToU32', floats, 'floats').ints]).toEqual(clamped(0, 2 ** 32 - 1));
});

test('integers to f32 round to nearest even', () => {
  expect([...run('castI32ToF32', integers, 'ints').floats]).toEqual(integers.map(Math.fround));
  expect([...run('castU32ToF32', integers, 'ints').floats]).toEqual(integers.map((x) => Math.fround(x >>> 0)));
});

test('to bool is 1 wherever the value is not 0', () => {
  expect([...run('castF32ToBool', floats, 'floats').ints]).toEqual(floats.map((x) => Number(x !== 0)));
  expect([...run('castI32ToBool', integers, 'ints').ints]).toEqual(integers.map((x) => Number(x !== 0)));
});

/** Numbers of all magnitudes, and ties between neighbours of either format. */
function manyMagnitudes(): Float32Array {
  const numbers = uniformNumbers(4000, 3).map((u, i) => u * 2 ** ((i % 260) - 140));
  const ties = [1 + 2 ** -8, 1 + 3 * 2 ** -8, 1 + 2 ** -11, 1 + 3 * 2 ** -11, 2 ** -25, 3 * 2 ** -25, 2 ** -26]
    .concat(65504, 65519, 65520);
  return Float32Array.from([...numbers, ...ties, ...ties.map((x) => -x), 0, -0, Infinity, -Infinity, 3.4e38, 1e-45]);
}

test('rounding to bf16 and f16 is to nearest even, with subnormals and overflow', () => {
  const x = manyMagnitudes();
  const bf16 = run('roundToBF16', x, 'floats').floats;
  const f16 = run('roundToF16', x, 'floats').floats;
  expect([...bf16]).toEqual([...x].map((value) => roundToFormat(value, 8, 2 ** -133, 2 ** 128 - 2 ** 120)));
  expect([...f16]).toEqual([...x].map((value) => roundToFormat(value, 11, 2 ** -24, 65504)));
});

test('a NaN stays a NaN, whatever its payload', () => {
  const payloads = [0x7fc00000, 0x7f800001, -1, 0x7fffffff, -0x7fffff];
  for (const opcode of ['roundToBF16', 'roundToF16'] as const) {
    const rounded = run(opcode, payloads, 'ints').floats;
    expect([...rounded].every(Number.isNaN)).toBe(true);
  }
});
