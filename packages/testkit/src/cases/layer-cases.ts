/** The other fused ops. */
import {
  activation, activations, adamw, dropout, embedding, gated, globalNorm, layerNorm, rmsNorm, rotary,
} from '@oneday/ops';
import type { HostArray, Shape } from '@oneday/ops';
import { allPolicies, booleans, indices, integers, normals, positives, unsigned } from './operation-case.ts';
import type { OperationCase } from './operation-case.ts';

const scalar = (value: number): HostArray => ({ shape: [], data: Float32Array.of(value) });
const key = unsigned(7, 2 ** 31 + 5);

const normShapes: readonly Shape[] = [[1], [5], [7, 16], [2, 7, 33], [3, 65], [1, 1], [0, 4], [16, 128]];

const normCases: readonly OperationCase[] = normShapes.flatMap((shape) => [false, true].flatMap((weighted) => {
  const inputs = {
    x: normals('x', shape, 2, 1), ...(weighted ? { weight: normals('weight', [shape.at(-1)!], 0.5, 1) } : {}),
  };
  const gradients = weighted ? ['x', 'weight'] : ['x'];
  const suffix = `[${shape}]${weighted ? ' with weight' : ''}`;
  const bias = normals('bias', [shape.at(-1)!]);
  return [
    {
      name: `layerNorm ${suffix}`, bound: 'norm', inputs, gradients,
      compute: (o, { x, weight }) => layerNorm(o, x!, { weight }),
    },
    {
      name: `layerNorm ${suffix} and bias`, bound: 'norm', inputs: { ...inputs, bias },
      gradients: [...gradients, 'bias'],
      compute: (o, { x, weight, bias: given }) => layerNorm(o, x!, { weight, bias: given, epsilon: 1e-3 }),
    },
    {
      // With one element the terms of x's gradient cancel to nothing but rounding errors.
      name: `rmsNorm ${suffix}`, bound: 'norm', inputs,
      gradients: shape.at(-1) === 1 ? gradients.slice(1) : gradients,
      compute: (o, { x, weight }) => rmsNorm(o, x!, { weight, epsilon: 1e-6 }),
    },
  ] satisfies OperationCase[];
}));

const activationCases: readonly OperationCase[] = activations.flatMap((kind) => [
  ...([[7], [5, 13], [0], []] as const).map((shape): OperationCase => ({
    name: `activation ${kind} [${shape}]`, bound: 'activation', inputs: { x: normals('x', shape, 2) }, gradients: ['x'],
    compute: (o, { x }) => activation(o, x!, kind),
  })),
  ...([[2], [7, 10], [2, 3, 66]] as const).map((shape): OperationCase => ({
    name: `gated ${kind} [${shape}]`, bound: 'gated', policies: allPolicies, gradients: ['gateUp'],
    inputs: { gateUp: normals('gateUp', shape) }, compute: (o, { gateUp }) => gated(o, gateUp!, kind),
  })),
]);

const rotaryCases: readonly OperationCase[] = ([[1, 1, 1, 2], [2, 7, 3, 6], [1, 33, 2, 16]] as const).map((shape) => ({
  name: `rotary [${shape}]`, bound: 'rotary', gradients: ['x'],
  inputs: { x: normals('x', shape), positions: indices('positions', shape.slice(0, 2), 50) },
  compute: (o, { x, positions }) => rotary(o, x!, positions!, shape[1] === 7 ? 100 : undefined),
}));

const dropoutCases: readonly OperationCase[] = ([[7], [5, 33], [0]] as const).flatMap((shape) => [0.1, 0.5].map(
  (rate): OperationCase => ({
    name: `dropout of ${rate} [${shape}]`, bound: 'arithmetic', gradients: ['x'],
    inputs: { x: normals('x', shape), key },
    compute: (o, inputs) => dropout(o, inputs.x!, inputs.key!, rate),
  })));

const idLists: readonly (readonly [string, HostArray])[] = [
  ['[7]', integers([0, 8, 3, 3, 3, 1, 0])],
  ['[2,5]', indices('ids', [2, 5], 9)],
  ['outside the table', integers([-1, 9, 4, 1000, -100, 0])],
  ['no id', integers([])],
];

const embeddingCases: readonly OperationCase[] = idLists.flatMap(([what, ids]) => [1, 5, 16].map((width) => ({
  name: `embedding of width ${width}, ids ${what}`, bound: 'moved', gradients: ['table'],
  inputs: { table: normals('table', [9, width]), ids },
  compute: (o, inputs) => embedding(o, inputs.table!, inputs.ids!),
} satisfies OperationCase)));

const globalNormCases: readonly OperationCase[] = [
  {
    name: 'globalNorm of three values', bound: 'reduction', compute: (o, { a, b, c }) => globalNorm(o, [a!, b!, c!]),
    inputs: { a: normals('a', [7]), b: normals('b', [5, 13], 10), c: normals('c', []) },
  },
  {
    name: 'globalNorm of one value and nothing', bound: 'reduction', compute: (o, { a, b }) => globalNorm(o, [a!, b!]),
    inputs: { a: normals('a', [130]), b: normals('b', [0]) },
  },
  ...[NaN, Infinity].map((spoiled): OperationCase => ({
    name: `globalNorm with ${spoiled}`, bound: 'exact',
    inputs: { a: { shape: [5], data: Float32Array.of(1, 2, spoiled, 3, 4) } },
    compute: (o, { a }) => ({ finite: o.unary('isFinite', globalNorm(o, [a!])) }),
  })),
];

const adamwCases: readonly OperationCase[] = ([[], [1], [7], [5, 13]] as const).flatMap((shape) => [1, 0].map(
  (apply): OperationCase => ({
    name: `adamw [${shape}]${apply === 1 ? '' : ', not applied'}`, bound: apply === 1 ? 'optimizer' : 'exact',
    inputs: {
      parameter: normals('parameter', shape), gradient: normals('gradient', shape, 30),
      firstMoment: normals('firstMoment', shape, 0.1), secondMoment: positives('secondMoment', shape),
      learningRate: scalar(1e-2), gradientScale: scalar(1 / 30), firstCorrection: scalar(1 - 0.9 ** 3),
      secondCorrection: scalar(1 - 0.99 ** 3), apply: booleans([apply], []),
    },
    compute: (o, inputs) => ({ ...adamw(o, inputs as Parameters<typeof adamw>[1], {
      beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1,
    }) }),
  })));

/** Norms, activations, gates, rotary positions, dropout, embeddings, and what the optimizer needs. */
export const layerCases: readonly OperationCase[] = [
  ...normCases, ...activationCases, ...rotaryCases, ...dropoutCases, ...embeddingCases, ...globalNormCases,
  ...adamwCases,
];
