/** `linear` and `crossEntropy`: products with what follows them. */
import { activations, crossEntropy, linear } from '@oneday/ops';
import type { Activation, Shape } from '@oneday/ops';
import { allPolicies, indices, integers, normals } from './operation-case.ts';
import type { OperationCase } from './operation-case.ts';

interface LinearRow {
  /** Leading axes of x. */
  readonly leading: Shape;
  readonly width: number;
  readonly outputs: number;
  readonly bias?: boolean;
  readonly residual?: boolean;
  readonly activation?: Activation;
}

const linearRows: readonly LinearRow[] = [
  { leading: [], width: 5, outputs: 3 },
  { leading: [1], width: 1, outputs: 1, bias: true },
  { leading: [7], width: 5, outputs: 33 },
  { leading: [2, 7], width: 16, outputs: 65, bias: true },
  { leading: [33], width: 65, outputs: 16, residual: true },
  { leading: [2, 3, 5], width: 17, outputs: 9, bias: true, residual: true },
  { leading: [0], width: 4, outputs: 3 },
  { leading: [16], width: 32, outputs: 64, bias: true, activation: 'gelu', residual: true },
  ...activations.map((activation): LinearRow => ({ leading: [7], width: 9, outputs: 21, activation })),
  ...activations.map((activation): LinearRow => ({ leading: [5], width: 8, outputs: 12, bias: true, activation })),
];

function linearCase({ leading, width, outputs, bias, residual, activation }: LinearRow): OperationCase {
  const parts = [...(bias ? ['bias'] : []), ...(activation ? [activation] : []), ...(residual ? ['residual'] : [])];
  return {
    name: ['linear', `[${[...leading, width]}] to ${outputs}`, ...parts].join(' '),
    bound: 'linear', policies: allPolicies,
    gradients: ['x', 'weight', ...(bias ? ['bias'] : []), ...(residual ? ['residual'] : [])],
    inputs: {
      x: normals('x', [...leading, width]), weight: normals('weight', [outputs, width], width ** -0.5),
      ...(bias ? { bias: normals('bias', [outputs]) } : {}),
      ...(residual ? { residual: normals('residual', [...leading, outputs]) } : {}),
    },
    compute: (o, inputs) =>
      linear(o, inputs.x!, inputs.weight!, { bias: inputs.bias, residual: inputs.residual, activation }),
  };
}

const linearCases: readonly OperationCase[] = [
  ...linearRows.map(linearCase),
  {
    name: 'linear, only x needs a gradient', bound: 'linear', gradients: ['x'], policies: allPolicies,
    inputs: { x: normals('x', [7, 5]), weight: normals('weight', [6, 5]), bias: normals('bias', [6]) },
    compute: (o, { x, weight, bias }) => linear(o, x!, weight!, { bias, activation: 'gelu' }),
  },
  {
    name: 'linear, only the weight needs a gradient', bound: 'linear', gradients: ['weight'], policies: allPolicies,
    inputs: { x: normals('x', [7, 5]), weight: normals('weight', [6, 5]) },
    compute: (o, { x, weight }) => linear(o, x!, weight!),
  },
  {
    name: 'linear of a value that is its own residual', bound: 'linear', gradients: ['x', 'weight'],
    policies: allPolicies,
    inputs: { x: normals('x', [7, 5]), weight: normals('weight', [5, 5]) },
    compute: (o, { x, weight }) => linear(o, x!, weight!, { residual: x }),
  },
];

interface CrossEntropyRow {
  readonly rows: number;
  readonly width: number;
  readonly vocabulary: number;
  readonly bias?: boolean;
  /** Replace the random labels. */
  readonly labels?: readonly number[];
  readonly what?: string;
  /** Scale of the hidden states. */
  readonly scale?: number;
}

const crossEntropyRows: readonly CrossEntropyRow[] = [
  { rows: 1, width: 5, vocabulary: 65 },
  { rows: 7, width: 16, vocabulary: 65, bias: true },
  { rows: 33, width: 17, vocabulary: 130 },
  { rows: 5, width: 3, vocabulary: 1 },
  { rows: 7, width: 5, vocabulary: 9, labels: [0, -100, 8, 9, -1, 3, -100], what: 'some labels not scored' },
  { rows: 3, width: 5, vocabulary: 9, labels: [-100, -100, -100], what: 'no label scored' },
  { rows: 7, width: 16, vocabulary: 33, scale: 40, what: 'very sure' },
  { rows: 0, width: 4, vocabulary: 3 },
];

function crossEntropyCase(row: CrossEntropyRow): OperationCase {
  const { rows, width, vocabulary, bias, what, scale = 1 } = row;
  const details = [...(bias ? ['bias'] : []), ...(what ? [what] : [])];
  return {
    name: [`crossEntropy [${rows},${width}] over ${vocabulary}`, ...details].join(', '),
    bound: 'crossEntropy', policies: allPolicies, gradients: ['hidden', 'weight', ...(bias ? ['bias'] : [])],
    inputs: {
      hidden: normals('hidden', [rows, width], scale), weight: normals('weight', [vocabulary, width]),
      ...(bias ? { bias: normals('bias', [vocabulary]) } : {}),
      labels: row.labels ? integers(row.labels) : indices('labels', [rows], vocabulary),
    },
    compute: (o, { hidden, weight, bias: given, labels }) =>
      ({ ...crossEntropy(o, hidden!, weight!, labels!, { bias: given }) }),
  };
}

/** All calls of both. */
export const productCases: readonly OperationCase[] = [...linearCases, ...crossEntropyRows.map(crossEntropyCase)];
