/** What each kind of node becomes. */
import type { NodeAttributes, NodeKind, Spec } from '@oneday/ops';
import { sizeOf } from '@oneday/ops';
import { directions, lowerBinary, lowerCast, unaryLowerings } from './elementwise.ts';
import type { FunctionText, Name } from './function-text.ts';
import {
  lowerBroadcast, lowerGatherRows, lowerPad, lowerScatterAddRows, lowerSlice, lowerUpdateSlice,
} from './movement.ts';
import { lowerArgMax, lowerMatmul, lowerReduce } from './reduction.ts';
import { list, tensorType } from './tensor-type.ts';
import { threefryFunction } from './threefry.ts';

/** The kinds that compute; inputs and variables are the module's business, and kernels there are none. */
export type ComputingKind = Exclude<NodeKind, 'input' | 'read' | 'assign' | 'fused' | 'fusedBackward'>;

/** Writes a node of one kind from its attributes, the names of its inputs and the spec of its output. */
export type Lowering<K extends ComputingKind> = (
  body: FunctionText, attributes: NodeAttributes[K], inputs: readonly Name[], output: Spec,
) => Name;

/** One entry a kind; a missing one is a compile error. */
export const lowerings: { readonly [K in ComputingKind]: Lowering<K> } = {
  constant: (body, { data }, _, output) => body.constant(output, data),
  iota: (body, { axis }, _, output) => body.value(output, `stablehlo.iota dim = ${axis} : ${tensorType(output)}`),
  randomBits: (body, _, [key], output) => {
    const size = sizeOf(output.shape);
    const blocks = Math.ceil(size / 2);
    if (blocks === 0) return body.filled(output, 0);
    const name = `threefry_${blocks}`;
    if (!body.callees.has(name)) body.callees.set(name, threefryFunction(name, blocks));
    const pairs = { shape: [2 * blocks], dtype: 'u32' } as const;
    const bits = body.value(pairs, `func.call @${name}(${key!.text}) : (${tensorType(key!)}) -> ${tensorType(pairs)}`);
    const used = 2 * blocks === size ? bits : lowerSlice(body, bits, [0], { shape: [size], dtype: 'u32' });
    return body.op('reshape', output, [used]);
  },
  unary: (body, { operation }, [x]) => unaryLowerings[operation](body, x!),
  binary: (body, { operation }, [a, b]) => lowerBinary(body, operation, a!, b!),
  compare: (body, { comparison }, [a, b]) => body.compare(directions[comparison], a!, b!),
  select: (body, _, [condition, a, b]) => body.select(condition!, a!, b!),
  cast: (body, { dtype }, [x]) => lowerCast(body, x!, dtype),
  reduce: (body, { reduction, axes }, [x], output) => lowerReduce(body, reduction, x!, axes, output),
  argMax: (body, { axis }, [x], output) => lowerArgMax(body, x!, axis, output),
  matmul: (body, { transposeA, transposeB }, [a, b], output) =>
    lowerMatmul(body, a!, b!, transposeA, transposeB, output),
  reshape: (body, _, [x], output) => body.op('reshape', output, [x!]),
  transpose: (body, { permutation }, [x], output) =>
    body.op('transpose', output, [x!], `, dims = ${list(permutation)}`),
  broadcast: (body, _, [x], output) => lowerBroadcast(body, x!, output),
  slice: (body, { starts }, [x], output) => lowerSlice(body, x!, starts, output),
  updateSlice: (body, { axis }, [x, update, start]) => lowerUpdateSlice(body, x!, update!, start!, axis),
  pad: (body, { before, after, fill }, [x], output) => lowerPad(body, x!, before, after, fill, output),
  concat: (body, { axis }, parts, output) => body.op('concatenate', output, parts, `, dim = ${axis}`),
  gatherRows: (body, _, [table, indices], output) => lowerGatherRows(body, table!, indices!, output),
  scatterAddRows: (body, _, [base, indices, updates]) => lowerScatterAddRows(body, base!, indices!, updates!),
  barrier: (body, _, [x]) => body.same('optimization_barrier', x!, x!),
};
