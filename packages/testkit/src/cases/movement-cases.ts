/** Primitives that move elements, on every element type. */
import { sizeOf } from '@oneday/ops';
import type { DType, HostArray, Ops, Shape, Value } from '@oneday/ops';
import { booleans, indices, integers, normals, unsigned } from './operation-case.ts';
import type { NamedValues, OperationCase } from './operation-case.ts';

/** One way to move elements. */
interface Movement {
  readonly name: string;
  /** Shapes of the operands of the type under test: x, y. */
  readonly shapes: readonly Shape[];
  readonly others?: OperationCase['inputs'];
  move(o: Ops, operands: readonly Value[], others: NamedValues): Value;
}

const reshapes: readonly (readonly [Shape, Shape])[] = [
  [[6, 5], [5, 3, 2]], [[7], [1, 7, 1]], [[1, 1], []], [[], [1]], [[0, 3], [5, 0]],
];
const permutations: readonly (readonly [Shape, readonly number[]])[] = [
  [[5, 7], [1, 0]], [[33, 17], [1, 0]], [[2, 3, 5], [2, 0, 1]], [[3, 5, 2, 7], [0, 2, 1, 3]],
  [[3, 5, 2, 7], [0, 2, 3, 1]], [[2, 3, 1, 5, 2], [4, 2, 0, 3, 1]], [[4], [0]], [[], []], [[0, 3], [1, 0]],
];
const broadcasts: readonly (readonly [Shape, Shape])[] = [
  [[], [3, 5]], [[7], [3, 7]], [[5, 1], [5, 7]], [[1, 3, 1], [2, 3, 5]], [[1], [0]], [[3, 5], [3, 5]],
  [[2, 1, 1, 3], [2, 5, 4, 3]],
];
/** Shape, first index, size. */
const slices: readonly (readonly [Shape, readonly number[], Shape])[] = [
  [[7], [2], [3]], [[5, 7], [1, 3], [3, 4]], [[5, 7], [0, 0], [5, 7]], [[3, 4, 5], [2, 0, 1], [1, 4, 3]],
  [[5], [5], [0]],
];
/** Shape, elements before, elements after, what they are. */
const pads: readonly (readonly [Shape, readonly number[], readonly number[], number])[] = [
  [[3], [2], [1], 0], [[2, 3], [0, 1], [2, 0], 1], [[2, 3], [0, 0], [0, 0], 0], [[0, 2], [1, 0], [1, 1], 1],
  [[2, 1, 3], [1, 0, 2], [0, 1, 1], 0],
];
/** Shapes, axis. */
const joins: readonly (readonly [readonly Shape[], number])[] = [
  [[[3], [4]], 0], [[[2, 3], [2, 1]], 1], [[[2, 3], [5, 3]], 0], [[[2, 0], [2, 3]], 1], [[[2, 3, 5], [2, 2, 5]], 1],
];
/** Start, size and axis of what is written into [5,4]. */
const updates: readonly (readonly [number, number, 0 | 1])[] = [
  [0, 2, 0], [3, 2, 0], [4, 2, 0], [-3, 2, 0], [99, 1, 1], [1, 3, 1], [2, 0, 0], [0, 5, 0],
];
/** Rows of tables that have seven. */
const rowIndices: readonly (readonly [string, HostArray])[] = [
  ['a vector of rows', integers([4, 0, 0, 6, 3])],
  ['one row', integers([2], [])],
  ['rows outside', integers([-1, 7, 3, -100, 2 ** 31 - 1])],
  ['rows [2,3]', indices('rows', [2, 3], 7)],
  ['no row', integers([])],
];

const movements: readonly Movement[] = [
  ...reshapes.map(([from, to]): Movement => ({
    name: `reshape [${from}] to [${to}]`, shapes: [from], move: (o, [x]) => o.reshape(x!, to),
  })),
  ...permutations.map(([shape, permutation]): Movement => ({
    name: `transpose [${shape}] by [${permutation}]`, shapes: [shape], move: (o, [x]) => o.transpose(x!, permutation),
  })),
  ...broadcasts.map(([from, to]): Movement => ({
    name: `broadcast [${from}] to [${to}]`, shapes: [from], move: (o, [x]) => o.broadcast(x!, to),
  })),
  ...slices.map(([shape, starts, sizes]): Movement => ({
    name: `slice [${sizes}] at [${starts}] of [${shape}]`, shapes: [shape],
    move: (o, [x]) => o.slice(x!, starts, sizes),
  })),
  ...pads.map(([shape, before, after, fill]): Movement => ({
    name: `pad [${shape}] by [${before}] and [${after}]`, shapes: [shape],
    move: (o, [x]) => o.pad(x!, before, after, fill),
  })),
  ...joins.map(([shapes, axis]): Movement => ({
    name: `concat ${shapes.map((shape) => `[${shape}]`).join(' ')} along ${axis}`, shapes,
    move: (o, values) => o.concat(values, axis),
  })),
  { name: 'concat of one value', shapes: [[3, 2]], move: (o, values) => o.concat(values, 0) },
  { name: 'concat of a value with itself', shapes: [[3]], move: (o, [x]) => o.concat([x!, x!, x!], 0) },
  ...updates.map(([start, size, axis]): Movement => ({
    name: `updateSlice of ${size} at ${start} along ${axis} of [5,4]`,
    shapes: [[5, 4], axis === 0 ? [size, 4] : [5, size]], others: { start: integers([start], []) },
    move: (o, [x, y], others) => o.updateSlice(x!, y!, axis, others.start!),
  })),
  ...rowIndices.flatMap(([what, rows]) => [[7], [7, 5], [7, 2, 3]].map((table): Movement => ({
    name: `gatherRows of [${table}], ${what}`, shapes: [table], others: { rows },
    move: (o, [x], others) => o.gatherRows(x!, others.rows!),
  }))),
  { name: 'barrier of [3,5]', shapes: [[3, 5]], move: (o, [x]) => o.barrier(x!) },
];

/** Distinct elements that can be made `dtype`. */
function elements(dtype: DType, shape: Shape): HostArray {
  const counting = Array.from({ length: sizeOf(shape) }, (_, i) => i + 1);
  if (dtype === 'i32') return integers(counting.map((n) => (n % 2 === 0 ? n : -n)), shape);
  if (dtype === 'u32') return { ...unsigned(...counting.map((n) => 2 ** 32 - n)), shape };
  if (dtype === 'bool') return booleans(counting.map((n) => Number(n % 3 === 0)), shape);
  return normals('elements', shape);
}

/** The operand names; all of them have the type under test. */
const operandNames = ['x', 'y'] as const;

function movementCase(movement: Movement, dtype: DType): OperationCase {
  const names = operandNames.slice(0, movement.shapes.length);
  const narrow = dtype === 'bf16' || dtype === 'f16';
  const inputs = Object.fromEntries(movement.shapes.map((shape, i) => [names[i]!, elements(dtype, shape)]));
  return {
    name: `${movement.name}, ${dtype}`, bound: 'moved', inputs: { ...inputs, ...movement.others },
    ...(dtype === 'f32' ? { gradients: names } : {}),
    compute(o, values) {
      const operands = names.map((name) => (narrow ? o.cast(values[name]!, dtype) : values[name]!));
      return movement.move(o, operands, values);
    },
  };
}

const allTypes = ['f32', 'i32', 'u32', 'bool', 'bf16', 'f16'] as const;
const iotas: readonly (readonly [Shape, number])[] = [[[7], 0], [[3, 5], 0], [[3, 5], 1], [[2, 3, 4], 1], [[0], 0]];

const constantCases: readonly OperationCase[] = [
  ...iotas.flatMap(([shape, axis]) => (['f32', 'i32', 'u32'] as const).map((dtype): OperationCase => ({
    name: `iota [${shape}] along ${axis}, ${dtype}`, bound: 'exact', inputs: {},
    compute: (o) => o.iota(shape, axis, dtype),
  }))),
  ...allTypes.flatMap((dtype): OperationCase[] => [
    {
      name: `constant array, ${dtype}`, bound: 'exact', inputs: {},
      compute: (o) => o.constant(elements(dtype, [3, 5]).data, { shape: [3, 5], dtype }),
    },
    {
      name: `constant number, ${dtype}`, bound: 'exact', inputs: {},
      compute: (o) => o.constant(1, { shape: [2, 3], dtype }),
    },
  ]),
];

const scatterCases: readonly OperationCase[] = rowIndices.flatMap(([what, rows]) =>
  [[7], [7, 5]].map((base): OperationCase => ({
    name: `scatterAddRows into [${base}], ${what}`, bound: 'reduction', gradients: ['base', 'updates'],
    inputs: { base: normals('base', base), rows, updates: normals('updates', [...rows.shape, ...base.slice(1)]) },
    compute: (o, inputs) => o.scatterAddRows(inputs.base!, inputs.rows!, inputs.updates!),
  })));

/** All movements on all types, and where values begin. */
export const movementCases: readonly OperationCase[] = [
  ...movements.flatMap((movement) => allTypes.map((dtype) => movementCase(movement, dtype))),
  ...constantCases,
  ...scatterCases,
];
