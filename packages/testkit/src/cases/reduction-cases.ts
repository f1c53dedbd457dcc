/** Reductions, argMax, matrix products. */
import type { Reduction, Shape } from '@oneday/ops';
import { floats, integers, normals } from './operation-case.ts';
import type { OperationCase } from './operation-case.ts';

const reductions: readonly Reduction[] = ['sum', 'maximum', 'minimum'];
const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

/** Shapes and the axes that are reduced. */
const reduced: readonly (readonly [Shape, readonly number[]])[] = [
  [[7], [0]], [[5, 13], [1]], [[5, 13], [0]], [[5, 13], [0, 1]], [[3, 5, 7], [0, 2]], [[3, 5, 7], [1]],
  [[3, 5, 7], [2, 0]], [[130], [0]], [[2, 1, 3], [1]], [[4, 3], []], [[], []], [[0, 3], [0]], [[3, 0], [1]],
  [[2, 3, 2, 5], [1, 2]],
];

function reductionCases(reduction: Reduction): OperationCase[] {
  const bound = reduction === 'sum' ? 'reduction' : 'exact';
  return [
    ...reduced.flatMap(([shape, axes]) => [true, false].map((keepAxes): OperationCase => ({
      name: `${reduction} of [${shape}] over [${axes}]${keepAxes ? ', axes kept' : ''}`, bound, gradients: ['x'],
      smooth: reduction === 'sum' || !shape.includes(0), inputs: { x: normals('reduced', shape) },
      compute: (o, { x }) => o.reduce(reduction, x!, axes, keepAxes),
    }))),
    {
      name: `${reduction} of i32, wrapping`, bound: 'exact', compute: (o, { x }) => o.reduce(reduction, x!, [1]),
      inputs: { x: integers([5, -7, 3, 2 ** 31 - 1, 1, 1, -(2 ** 31), -1, 0], [3, 3]) },
    },
    {
      name: `${reduction} with infinities and NaN`, bound, compute: (o, { x }) => o.reduce(reduction, x!, [1]),
      inputs: { x: { shape: [5, 3], data: Float32Array.of(
        1, infinity, 2, -infinity, 3, 4, nan, 1, 2, 1, nan, infinity, -infinity, -infinity, -infinity) } },
    },
  ];
}

const sharedExtremes: readonly OperationCase[] = (['maximum', 'minimum'] as const).map((reduction) => ({
  name: `derivative of ${reduction}, shared by equal extremes`, bound: 'arithmetic', gradients: ['x'], smooth: false,
  inputs: { x: floats(2, -1, 2, -1, 2, 0, -1) }, compute: (o, { x }) => o.reduce(reduction, x!, [0]),
}));

const argMaxCases: readonly OperationCase[] = [
  ...([[[7], 0], [[5, 13], 1], [[5, 13], 0], [[3, 5, 7], 1], [[1, 1], 0], [[0, 3], 1]] as const).map(
    ([shape, axis]): OperationCase => ({
      name: `argMax of [${shape}] along ${axis}`, bound: 'exact', inputs: { x: normals('largest', shape) },
      compute: (o, { x }) => o.argMax(x!, axis),
    })),
  {
    name: 'argMax of equal elements: the first wins', bound: 'exact', compute: (o, { x }) => o.argMax(x!, 1),
    inputs: { x: { shape: [3, 9], data: Float32Array.of(
      1, 2, 2, 0, 2, 1, 1, 2, 2,
      0, 0, 0, 0, 0, 0, 0, 0, 0,
      -infinity, -infinity, -infinity, -infinity, -1, -1, -2, -1, -1) } },
  },
];

/** Leading axes, M, K, N. */
const products: readonly (readonly [Shape, number, number, number])[] = [
  [[], 1, 1, 1], [[], 7, 5, 33], [[], 16, 16, 16], [[], 33, 17, 65], [[], 3, 130, 2], [[3], 5, 7, 9], [[2, 3], 4, 1, 5],
  [[], 4, 0, 3], [[], 0, 5, 3], [[2], 1, 65, 1], [[5], 8, 8, 8],
];

const matmulCases: readonly OperationCase[] = products.flatMap(([leading, rows, inner, columns]) =>
  [false, true].flatMap((transposeA) => [false, true].flatMap((transposeB) =>
    (['f32', 'bf16', 'f16'] as const).map((dtype): OperationCase => ({
      name: `matmul ${dtype} [${leading}] ${rows}×${inner}×${columns}${transposeA ? ', a transposed' : ''}${
        transposeB ? ', b transposed' : ''}`,
      bound: 'product', gradients: ['a', 'b'], smooth: dtype === 'f32',
      inputs: {
        a: normals('a', [...leading, ...(transposeA ? [inner, rows] : [rows, inner])]),
        b: normals('b', [...leading, ...(transposeB ? [columns, inner] : [inner, columns])]),
      },
      compute(o, { a, b }) {
        const operand = (x: typeof a) => (dtype === 'f32' ? x! : o.cast(x!, dtype));
        return o.matmul(operand(a), operand(b), { transposeA, transposeB });
      },
    })))));

/** All of them. */
export const reducingCases: readonly OperationCase[] = [
  ...reductions.flatMap(reductionCases), ...sharedExtremes, ...argMaxCases, ...matmulCases,
];
