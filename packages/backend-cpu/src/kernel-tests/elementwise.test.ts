import { afterAll, describe, expect, test } from 'vitest';
import type { OpcodeName } from '../generated/kernels.ts';
import { openKernels } from './kernel-harness.ts';
import { uniformNumbers } from './numbers.ts';
import { erf } from './reference-functions.ts';
import { oddSizes, runOnAllThreads } from './thread-agreement.ts';

const kernels = await openKernels(3);
afterAll(() => kernels.close());

/** Numbers over the given range, with special values strewn in. */
function samples(n: number, low: number, high: number, special: readonly number[], seed = 1): Float32Array {
  const numbers = uniformNumbers(n, seed).map((u) => low + ((u + 1) / 2) * (high - low));
  special.forEach((value, index) => {
    if (index * 3 + 2 < n) numbers[index * 3 + 2] = value;
  });
  return numbers;
}

function runUnary(opcode: OpcodeName, x: ArrayLike<number>) {
  return runOnAllThreads(kernels, opcode, () => {
    const out = kernels.block(x.length);
    return { slots: [x.length, kernels.block(x), out], outputs: [out] };
  })[0]!;
}

const edges = [0, -0, Infinity, -Infinity, Number.NaN];

interface UnaryCase {
  readonly opcode: OpcodeName;
  readonly of: (x: number) => number;
  readonly low?: number;
  readonly high?: number;
  readonly special?: readonly number[];
  /** Allowed |error| relative to max(|result|, `floor`). 0: exact. */
  readonly bound?: number;
  readonly floor?: number;
}

const unary: readonly UnaryCase[] = [
  { opcode: 'negateF32', of: (x) => -x },
  { opcode: 'absF32', of: Math.abs },
  { opcode: 'signF32', of: Math.sign },
  { opcode: 'floorF32', of: Math.floor },
  { opcode: 'sqrtF32', of: (x) => Math.fround(Math.sqrt(x)) },
  { opcode: 'reciprocalF32', of: (x) => Math.fround(1 / x) },
  { opcode: 'reciprocalSqrtF32', of: (x) => 1 / Math.sqrt(x), low: 1e-3, high: 1e3, bound: 1.5e-7 },
  {
    opcode: 'expF32',
    of: Math.exp,
    low: -100,
    high: 88,
    special: [...edges, 100, 1e30, -200, -1e30],
    bound: 2.5e-7,
    floor: 1e-38,
  },
  { opcode: 'logF32', of: Math.log, low: 1e-6, high: 100, special: [...edges, 1, 1e-42, 3e38, -1], bound: 1e-7 },
  { opcode: 'tanhF32', of: Math.tanh, special: [...edges, 1e-20, 100, -100], bound: 3e-7 },
  { opcode: 'erfF32', of: erf, low: -4, high: 4, special: [0, -0, Number.NaN, 1e-20, 9, -9], bound: 3e-7 },
  { opcode: 'sinF32', of: Math.sin, special: [...edges, 1e5, 1e10, -3e38], bound: 1e-7, floor: 1 },
  { opcode: 'cosF32', of: Math.cos, special: [...edges, 1e5, 1e10, -3e38], bound: 1e-7, floor: 1 },
  { opcode: 'isFiniteF32', of: (x) => bitsOf(Number(Number.isFinite(x))) },
];

/** The f32 whose bits are this integer: how an integer result looks through the float view. */
function bitsOf(integer: number): number {
  return new Float32Array(Int32Array.of(integer).buffer)[0]!;
}

describe('unary kernels on f32', () => {
  test.each(unary)('$opcode', ({ opcode, of, low = -8, high = 8, special = edges, bound = 0, floor = 0 }) => {
    for (const n of oddSizes) {
      const x = samples(n, low, high, special, n);
      const { floats } = runUnary(opcode, x);
      for (const [i, value] of x.entries()) {
        const expected = of(value);
        const actual = floats[i]!;
        if (Number.isNaN(expected) || !Number.isFinite(Math.fround(expected)) || bound === 0) {
          expect(actual, `${opcode}(${value})`).toBe(Math.fround(expected));
        } else {
          const error = Math.abs(actual - expected) / Math.max(Math.abs(expected), floor, Number.MIN_VALUE);
          expect(expected === actual ? 0 : error, `${opcode}(${value}) = ${actual}`).toBeLessThanOrEqual(bound);
        }
      }
    }
  });
});

const integers = [0, 1, -1, 2, -2, 7, -7, 31, 32, 33, 1000003, -1000003, 0x7fffffff, -0x80000000, 0x55555555];

function runUnaryInteger(opcode: OpcodeName, x: ArrayLike<number>): number[] {
  const { ints } = runOnAllThreads(kernels, opcode, () => {
    const out = kernels.block(x.length);
    return { slots: [x.length, kernels.intBlock(x), out], outputs: [out] };
  })[0]!;
  return [...ints];
}

test('negate and abs on i32 wrap at the smallest integer', () => {
  expect(runUnaryInteger('negateI32', integers)).toEqual(integers.map((x) => -x | 0));
  expect(runUnaryInteger('absI32', integers)).toEqual(integers.map((x) => Math.abs(x) | 0));
});

test('not turns 0 into 1 and 1 into 0', () => {
  expect(runUnaryInteger('notBool', [0, 1, 1, 0, 1])).toEqual([1, 0, 0, 1, 0]);
});

interface Operand {
  readonly data: ArrayLike<number>;
  readonly period: number;
}

/** Full, scalar and row operands on either side, n not a multiple of the row's period on purpose. */
function* operandPairs(
  n: number,
  make: (length: number, seed: number) => ArrayLike<number>,
): Generator<[Operand, Operand]> {
  const periods = [n, 1, 5, 8, 21].filter((period) => period <= Math.max(n, 1) && period > 0);
  for (const a of periods) {
    for (const b of periods) yield [{ data: make(a, 1), period: a }, { data: make(b, 2), period: b }];
  }
}

const binaryF32: readonly [OpcodeName, (a: number, b: number) => number, number?][] = [
  ['addF32', (a, b) => a + b],
  ['subtractF32', (a, b) => a - b],
  ['multiplyF32', (a, b) => a * b],
  ['divideF32', (a, b) => a / b],
  ['maximumF32', Math.max],
  ['minimumF32', Math.min],
  ['powerF32', (a, b) => a ** b, 1.2e-7],
];

describe('binary kernels on f32', () => {
  test.each(binaryF32)('%s', (opcode, of, bound = 0) => {
    for (const n of [1, 2, 5, 64, 70, 333]) {
      const make = (length: number, seed: number) => samples(length, -3, 3, [...edges, 2, 3, 0.5], seed + n);
      for (const [a, b] of operandPairs(n, make)) {
        const { floats } = runOnAllThreads(kernels, opcode, () => {
          const out = kernels.block(n);
          return { slots: [n, kernels.block(a.data), a.period, kernels.block(b.data), b.period, out], outputs: [out] };
        })[0]!;
        for (const [i, actual] of floats.entries()) {
          const [left, right] = [a.data[i % a.period]!, b.data[i % b.period]!];
          const expected = Math.fround(of(left, right));
          const where = `${opcode}(${left}, ${right})`;
          if (bound === 0 || !Number.isFinite(expected)) expect(actual, where).toBe(expected);
          else expect(Math.abs(actual - expected), where).toBeLessThanOrEqual(bound * Math.abs(expected));
        }
      }
    }
  });
});

const divide = (a: number, b: number) => (b === 0 ? 0 : Math.trunc(a / b));
const remainder = (a: number, b: number) => (b === 0 ? 0 : a % b);
const bool = Number;

/** The reference on signed operands, and whether operands are to be read as u32 first. */
const binaryInteger: readonly [OpcodeName, (a: number, b: number) => number, 'unsigned'?][] = [
  ['addI32', (a, b) => a + b],
  ['subtractI32', (a, b) => a - b],
  ['multiplyI32', Math.imul],
  ['divideI32', divide],
  ['divideU32', divide, 'unsigned'],
  ['remainderI32', remainder],
  ['remainderU32', remainder, 'unsigned'],
  ['maximumI32', Math.max],
  ['minimumI32', Math.min],
  ['maximumU32', Math.max, 'unsigned'],
  ['minimumU32', Math.min, 'unsigned'],
  ['andI32', (a, b) => a & b],
  ['orI32', (a, b) => a | b],
  ['xorI32', (a, b) => a ^ b],
  ['shiftLeftI32', (a, b) => a << b],
  ['shiftRightI32', (a, b) => a >> b],
  ['shiftRightU32', (a, b) => a >>> b],
  ['equalI32', (a, b) => bool(a === b)],
  ['notEqualI32', (a, b) => bool(a !== b)],
  ['lessI32', (a, b) => bool(a < b)],
  ['lessEqualI32', (a, b) => bool(a <= b)],
  ['greaterI32', (a, b) => bool(a > b)],
  ['greaterEqualI32', (a, b) => bool(a >= b)],
  ['lessU32', (a, b) => bool(a < b), 'unsigned'],
  ['lessEqualU32', (a, b) => bool(a <= b), 'unsigned'],
  ['greaterU32', (a, b) => bool(a > b), 'unsigned'],
  ['greaterEqualU32', (a, b) => bool(a >= b), 'unsigned'],
];

test.each(binaryInteger)('integers: %s', (opcode, of, unsigned) => {
  const a = integers.flatMap((left) => integers.map(() => left));
  const b = integers.flatMap(() => integers);
  const n = a.length;
  const view = (x: number) => (unsigned ? x >>> 0 : x);
  const run = (left: readonly number[], right: readonly number[]) => [
    ...runOnAllThreads(kernels, opcode, () => {
      const out = kernels.block(n);
      const slots = [n, kernels.intBlock(left), left.length, kernels.intBlock(right), right.length, out];
      return { slots, outputs: [out] };
    })[0]!.ints,
  ];
  const expected = a.map((left, i) => of(view(left), view(b[i]!)) | 0);
  expect(run(a, b)).toEqual(expected);
  expect(run(a, integers)).toEqual(expected);
});

const comparisons: readonly [OpcodeName, (a: number, b: number) => boolean][] = [
  ['equalF32', (a, b) => a === b],
  ['notEqualF32', (a, b) => a !== b],
  ['lessF32', (a, b) => a < b],
  ['lessEqualF32', (a, b) => a <= b],
  ['greaterF32', (a, b) => a > b],
  ['greaterEqualF32', (a, b) => a >= b],
];

test.each(comparisons)('f32: %s', (opcode, of) => {
  const values = [...edges, 1, -1, 2.5, 1e-40, 3e38];
  const a = values.flatMap((left) => values.map(() => Math.fround(left)));
  const b = values.map(Math.fround);
  const { ints } = runOnAllThreads(kernels, opcode, () => {
    const out = kernels.block(a.length);
    const slots = [a.length, kernels.block(a), a.length, kernels.block(b), b.length, out];
    return { slots, outputs: [out] };
  })[0]!;
  expect([...ints]).toEqual(a.map((left, i) => Number(of(left, b[i % b.length]!))));
});

test('select takes a where the condition holds, b elsewhere, with repeated operands', () => {
  for (const n of [1, 6, 64, 131]) {
    const periods = [[n, n, n], [n, 1, 1], [n, n, 1], [3, n, 1], [1, n, n]] as const;
    for (const [conditionPeriod, aPeriod, bPeriod] of periods) {
      if (conditionPeriod > n) continue;
      const condition = Array.from({ length: conditionPeriod }, (_, i) => (i * 7) % 3 & 1);
      const [a, b] = [uniformNumbers(aPeriod, 1), uniformNumbers(bPeriod, 2)];
      const { floats } = runOnAllThreads(kernels, 'select', () => {
        const out = kernels.block(n);
        const operands = [kernels.block(a), aPeriod, kernels.block(b), bPeriod] as const;
        return { slots: [n, kernels.intBlock(condition), conditionPeriod, ...operands, out], outputs: [out] };
      })[0]!;
      const expected = [...floats].map((_, i) => (condition[i % conditionPeriod] ? a[i % aPeriod] : b[i % bPeriod]));
      expect([...floats]).toEqual(expected);
    }
  }
});
