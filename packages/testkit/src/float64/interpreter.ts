/** What each kind of node computes. */
import { randomBits } from '@oneday/core';
import type { NodeAttributes, NodeKind, Spec, Variable } from '@oneday/ops';
import { binaryFunction, comparisons, conversion, unaryFunctions } from './elementwise.ts';
import * as movement from './movement.ts';
import { indexOfLargest, product, reduced } from './reduction.ts';
import { build, fromHost, offsetsOf } from './tensor.ts';
import type { Tensor } from './tensor.ts';

/** What a node reads and changes besides its inputs. */
export interface RunState {
  readonly inputs: readonly Tensor[];
  read(variable: Variable): Tensor;
  assign(variable: Variable, next: Tensor): void;
}

/** The kinds that the interpreter knows: without kernels, the fused ones never come. */
export type PrimitiveKind = Exclude<NodeKind, 'fused' | 'fusedBackward'>;

/**
 * Computes a node of one kind from its attributes, the values of its inputs and the spec of its output. The result
 * shares its array with nothing.
 */
export type Interpret<K extends PrimitiveKind> = (
  attributes: NodeAttributes[K], inputs: readonly Tensor[], output: Spec, state: RunState,
) => Tensor | undefined;

/** One entry a kind of node; a missing one is a compile error. */
export type Interpreter = { readonly [K in PrimitiveKind]: Interpret<K> };

const copy = (x: Tensor): Tensor => movement.reshaped(x, x.shape);

/** The primitives in float64. */
export const interpreter: Interpreter = {
  input: ({ index }, _, __, state) => copy(state.inputs[index]!),
  read: ({ variable }, _, __, state) => copy(state.read(variable)),
  assign: ({ variable }, [next], _, state) => {
    state.assign(variable, copy(next!));
    return undefined;
  },
  constant: ({ data }, _, output) => fromHost(output, data),
  iota: ({ axis }, _, output) => {
    const indices = offsetsOf(output.shape, output.shape.map((_size, i) => Number(i === axis)));
    return build(output, (i) => indices[i]!);
  },
  randomBits: (_, [key], output) => {
    const bits = randomBits([key!.data[0]!, key!.data[1]!], output.shape.reduce((size, axis) => size * axis, 1));
    return build(output, (i) => bits[i]!);
  },
  unary: ({ operation }, [x], output) => {
    const fn = unaryFunctions[operation];
    return build(output, (i) => fn(x!.data[i]!));
  },
  binary: ({ operation }, [a, b], output) => {
    const fn = binaryFunction(operation, a!.dtype);
    return build(output, (i) => fn(a!.data[i]!, b!.data[i]!));
  },
  compare: ({ comparison }, [a, b], output) => {
    const fn = comparisons[comparison];
    return build(output, (i) => Number(fn(a!.data[i]!, b!.data[i]!)));
  },
  select: (_, [condition, a, b], output) => build(output, (i) => (condition!.data[i] ? a! : b!).data[i]!),
  cast: ({ dtype }, [x], output) => {
    const fn = conversion(x!.dtype, dtype);
    return build(output, (i) => fn(x!.data[i]!));
  },
  reduce: ({ reduction, axes }, [x], output) => reduced(reduction, x!, axes, output),
  argMax: ({ axis }, [x], output) => indexOfLargest(x!, axis, output),
  matmul: ({ transposeA, transposeB }, [a, b], output) => product(a!, b!, transposeA, transposeB, output),
  reshape: (_, [x], output) => movement.reshaped(x!, output.shape),
  transpose: ({ permutation }, [x], output) => movement.transposed(x!, permutation, output),
  broadcast: (_, [x], output) => movement.repeated(x!, output),
  slice: ({ starts }, [x], output) => movement.sliced(x!, starts, output),
  updateSlice: ({ axis }, [x, update, start]) => movement.updated(x!, update!, axis, start!.data[0]!),
  pad: ({ before, fill }, [x], output) => movement.padded(x!, before, fill, output),
  concat: ({ axis }, parts, output) => movement.joined(parts, axis, output),
  gatherRows: (_, [table, indices], output) => movement.gatheredRows(table!, indices!, output),
  scatterAddRows: (_, [base, indices, updates]) => movement.scatteredRows(base!, indices!, updates!),
  barrier: (_, [x]) => copy(x!),
};
