/** Integer and boolean arithmetic, exact on every backend, and conversions. */
import type { BinaryOperation, DType, HostArray, UnaryOperation } from '@oneday/ops';
import { booleans, floats, integers, normals, unsigned } from './operation-case.ts';
import type { OperationCase } from './operation-case.ts';

const least = -(2 ** 31);
const most = 2 ** 31 - 1;

const signed = {
  a: integers([7, -7, 7, -7, most, least, least, 0, 123456789, 65537, 5]),
  b: integers([3, 3, -3, -3, 1, -1, 1, 5, 987654321, 65537, 0]),
};
const natural = {
  a: unsigned(7, 2 ** 32 - 1, 2 ** 31, 0, 65537, 2 ** 32 - 1, 5),
  b: unsigned(3, 2 ** 32 - 1, 3, 1, 65537, 1, 0),
};
/** Shifts by 0 to 31: what more means is not said. */
const shifts = {
  i32: { a: integers([1, -1, least, 12345, -12345]), b: integers([31, 4, 31, 0, 3]) },
  u32: { a: unsigned(1, 2 ** 32 - 1, 2 ** 31, 12345, 3), b: unsigned(31, 4, 31, 0, 30) },
};

function binaryCase(operation: BinaryOperation, dtype: string, inputs: OperationCase['inputs']): OperationCase {
  return {
    name: `${operation} of ${dtype}`, bound: 'exact', inputs, compute: (o, { a, b }) => o.binary(operation, a!, b!),
  };
}

const integerOperations: readonly BinaryOperation[] = [
  'add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum', 'remainder', 'and', 'or', 'xor',
];
const truthTable = { a: booleans([0, 0, 1, 1]), b: booleans([0, 1, 0, 1]) };

function unaryCase(operation: UnaryOperation, dtype: string, x: HostArray): OperationCase {
  return {
    name: `${operation} of ${dtype}`, bound: 'exact', inputs: { x },
    compute: (o, inputs) => o.unary(operation, inputs.x!),
  };
}

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const sources: readonly (readonly [DType, HostArray])[] = [
  ['f32', floats(0, -0, 0.5, -0.5, 1.9, -1.9, nan, infinity, -infinity, 3e9, -3e9, 5e9, 2147483520, 16777216)],
  ['i32', integers([0, 1, -1, most, least, 16777216, 255])],
  ['u32', unsigned(0, 1, 2 ** 32 - 256, 2 ** 31, 16777216, 255)],
  ['bool', booleans([0, 1, 1, 0, 1])],
];

/** Numbers where rounding to a narrow type shows: ties, carries, subnormal numbers, overflow. */
const roundingFloats = floats(
  1 + 2 ** -8, 1 + 3 * 2 ** -8, 1 + 2 ** -11, 1 + 3 * 2 ** -11, 1.9999, 65504, 65519, 65520, -65520, 1e5, 3.4e38,
  6e-8, 2.9e-8, 3.1e-8, 1e-5, 6.1e-5, 1e-3, nan, infinity, -infinity, 0, -0, ...normals('rounding', [64]).data,
);

const castCases: readonly OperationCase[] = [
  ...sources.flatMap(([from, x]) => (['f32', 'i32', 'u32', 'bool'] as const).map((to): OperationCase => ({
    // A 32-bit integer as f32 is rounded once.
    name: `cast ${from} to ${to}`, bound: to === 'f32' ? 'arithmetic' : 'exact', inputs: { x },
    compute: (o, inputs) => o.cast(inputs.x!, to),
  }))),
  ...(['bf16', 'f16'] as const).flatMap((dtype): OperationCase[] => [
    {
      name: `cast f32 to ${dtype}, to nearest even`, bound: 'exact', inputs: { x: roundingFloats },
      compute: (o, { x }) => o.cast(x!, dtype),
    },
    {
      name: `cast ${dtype} to f32, exactly`, bound: 'exact', inputs: { x: roundingFloats },
      compute: (o, { x }) => o.cast(o.cast(x!, dtype), 'f32'),
    },
    {
      name: `cast ${dtype} to i32`, bound: 'exact', inputs: { x: floats(0.5, -2.7, 1000.3, nan) },
      compute: (o, { x }) => o.cast(o.cast(x!, dtype), 'i32'),
    },
    {
      name: `derivative of a cast to ${dtype}`, bound: 'exact', gradients: ['x'], smooth: false,
      inputs: { x: normals('cast', [33]) }, compute: (o, { x }) => o.cast(o.cast(x!, dtype), 'f32'),
    },
  ]),
];

/** All integer operations and all casts. */
export const integerCases: readonly OperationCase[] = [
  ...integerOperations.flatMap((operation) => [
    binaryCase(operation, 'i32', signed), binaryCase(operation, 'u32', natural),
  ]),
  ...(['shiftLeft', 'shiftRight'] as const).flatMap((operation) => [
    binaryCase(operation, 'i32', shifts.i32), binaryCase(operation, 'u32', shifts.u32),
  ]),
  ...(['and', 'or', 'xor'] as const).map((operation) => binaryCase(operation, 'bool', truthTable)),
  unaryCase('negate', 'i32', integers([0, 5, -5, most, least])),
  unaryCase('abs', 'i32', integers([0, 5, -5, most, -most])),
  unaryCase('not', 'bool', booleans([0, 1, 1])),
  ...castCases,
];
