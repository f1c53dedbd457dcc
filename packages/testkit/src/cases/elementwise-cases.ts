/** Elementwise primitives on float types: values, special values, derivatives. */
import type { BinaryOperation, Comparison, Shape, UnaryOperation } from '@oneday/ops';
import type { BoundName } from '../error-bound.ts';
import { booleans, floats, integers, normals, positives, unsigned } from './operation-case.ts';
import type { NamedArrays, OperationCase } from './operation-case.ts';

/** Sizes that fill no vector register, and nothing at all. */
const shapes: readonly Shape[] = [[], [1], [7], [5, 13], [0], [3, 0]];
const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const specialFloats = floats(0, -0, 1, -1, infinity, -infinity, nan, 1e-30, -1e30, 2.5, -2.5);

interface UnaryRow {
  readonly operation: UnaryOperation;
  readonly bound: BoundName;
  /** Whether arguments must be above 0. */
  readonly positive?: boolean;
  readonly differentiable?: boolean;
  /** Arguments beyond the common ones. */
  readonly special?: readonly number[];
}

const unaryRows: readonly UnaryRow[] = [
  { operation: 'negate', bound: 'exact', differentiable: true },
  { operation: 'exp', bound: 'exponential', differentiable: true, special: [88.7, 89, -87, -104, 1e-4] },
  { operation: 'log', bound: 'exponential', positive: true, differentiable: true, special: [1.0000001, 0.9999999] },
  { operation: 'sqrt', bound: 'root', positive: true, differentiable: true, special: [1e38, 1e-37] },
  { operation: 'rsqrt', bound: 'root', positive: true, differentiable: true, special: [1e38, 1e-37] },
  { operation: 'reciprocal', bound: 'root', positive: true, differentiable: true, special: [3, 1e37] },
  { operation: 'tanh', bound: 'exponential', differentiable: true, special: [1e-4, 0.625, 9, -20, 100] },
  { operation: 'erf', bound: 'exponential', differentiable: true, special: [1e-4, 0.9, 1.9, 3.9, -6, 50] },
  { operation: 'sin', bound: 'periodic', differentiable: true },
  { operation: 'cos', bound: 'periodic', differentiable: true },
  { operation: 'abs', bound: 'exact', differentiable: true },
  { operation: 'sign', bound: 'exact' },
  { operation: 'floor', bound: 'exact', special: [-0.5, 3, 8388609, -3.0000002] },
  { operation: 'isFinite', bound: 'exact', special: [3.4e38] },
];

function unaryCases({ operation, bound, positive, differentiable, special = [] }: UnaryRow): OperationCase[] {
  const compute: OperationCase['compute'] = (o, { x }) => o.unary(operation, x!);
  const numbers = positive === true ? positives : normals;
  const regular = shapes.map((shape): OperationCase => ({
    name: `${operation} of f32[${shape.join(',')}]`, bound, compute,
    inputs: { x: numbers(operation, shape) },
    ...(differentiable === true ? { gradients: ['x'] } : {}),
  }));
  const usual = operation === 'sin' || operation === 'cos' ? floats(0, nan, 3, -7, 0.5) : specialFloats;
  const inputs = { x: floats(...usual.data, ...special) };
  return [...regular, { name: `${operation} of special numbers`, bound, compute, inputs }];
}

interface BinaryRow {
  readonly operation: BinaryOperation;
  readonly bound: BoundName;
  /** Whether NaN and infinities give what IEEE 754 says on every device. */
  readonly ieee: boolean;
}

const binaryRows: readonly BinaryRow[] = [
  { operation: 'add', bound: 'arithmetic', ieee: true },
  { operation: 'subtract', bound: 'arithmetic', ieee: true },
  { operation: 'multiply', bound: 'arithmetic', ieee: true },
  { operation: 'divide', bound: 'arithmetic', ieee: true },
  { operation: 'maximum', bound: 'exact', ieee: false },
  { operation: 'minimum', bound: 'exact', ieee: false },
  { operation: 'power', bound: 'power', ieee: false },
];

function binaryCases({ operation, bound, ieee }: BinaryRow): OperationCase[] {
  const compute: OperationCase['compute'] = (o, { a, b }) => o.binary(operation, a!, b!);
  const base = operation === 'power' || operation === 'divide' ? positives : normals;
  const regular = shapes.map((shape): OperationCase => ({
    name: `${operation} of f32[${shape.join(',')}]`, bound, compute, gradients: ['a', 'b'],
    inputs: { a: base('a', shape), b: operation === 'divide' ? positives('b', shape) : normals('b', shape) },
  }));
  if (!ieee) return regular;
  const inputs = {
    a: floats(1, -1, 0, infinity, infinity, -infinity, nan, 2, 0, 1e30, 5),
    b: floats(0, 0, 0, infinity, -infinity, 0, 1, nan, -3, 1e30, infinity),
  };
  return [...regular, { name: `${operation} of special numbers`, bound, compute, inputs }];
}

const comparisons: readonly Comparison[] = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'];

function comparisonCases(comparison: Comparison): OperationCase[] {
  const operands: readonly (readonly [string, NamedArrays])[] = [
    ['f32 with NaN and infinities', {
      a: floats(1, 2, 3, nan, 1, nan, infinity, -infinity, infinity, 0, -0, 7),
      b: floats(2, 2, 2, 1, nan, nan, infinity, infinity, 1, -0, 0, 7.0000005),
    }],
    ['i32', { a: integers([1, 2, -3, -(2 ** 31), 5]), b: integers([2, 2, 3, 2 ** 31 - 1, -5]) }],
    ['u32', { a: unsigned(1, 2, 2 ** 31, 2 ** 32 - 1, 0), b: unsigned(2, 2, 1, 2 ** 31, 2 ** 32 - 1) }],
    ['nothing', { a: floats(), b: floats() }],
  ];
  return operands.map(([what, inputs]) => ({
    name: `${comparison} of ${what}`, bound: 'exact', inputs, compute: (o, { a, b }) => o.compare(comparison, a!, b!),
  }));
}

const condition = booleans([1, 0, 0, 1, 1, 0, 1]);

const selectCases: readonly OperationCase[] = [
  {
    name: 'select between f32, one of them not finite', bound: 'exact',
    compute: (o, v) => o.select(v.condition!, v.a!, v.b!),
    inputs: { condition, a: floats(1, nan, infinity, 4, -0, 6, 7), b: floats(-1, -2, -3, nan, infinity, -6, -7) },
  },
  {
    name: 'derivative of select', bound: 'exact', gradients: ['a', 'b'],
    compute: (o, v) => o.select(v.condition!, v.a!, v.b!),
    inputs: { condition, a: normals('a', [7]), b: normals('b', [7]) },
  },
  {
    name: 'select between i32', bound: 'exact', compute: (o, v) => o.select(v.condition!, v.a!, v.b!),
    inputs: { condition, a: integers([1, 2, 3, 4, 5, 6, 7]), b: integers([-1, -2, -3, -4, -5, -6, -(2 ** 31)]) },
  },
  {
    name: 'select between bool', bound: 'exact', compute: (o, v) => o.select(v.condition!, v.a!, v.b!),
    inputs: { condition, a: booleans([1, 1, 1, 0, 0, 0, 1]), b: booleans([0, 1, 0, 1, 0, 1, 0]) },
  },
];

/** All elementwise primitives on floats, comparisons and selection. */
export const elementwiseCases: readonly OperationCase[] = [
  ...unaryRows.flatMap(unaryCases),
  ...binaryRows.flatMap(binaryCases),
  ...comparisons.flatMap(comparisonCases),
  ...selectCases,
];
