/** What each kind of node becomes. */
import type { AnyFusedOp, NodeOf, Value } from '@oneday/ops';
import { sizeOf } from '@oneday/ops';
import type { ComputedKind, ComputedNode } from '@oneday/tfjs-adapter';
import { emitBackward, emitForward } from '../fused/fused-nodes.ts';
import type { AnyGpuKernel } from '../gpu-kernel.ts';
import { input, output, Steps } from '../steps.ts';
import {
  binaryInPlaceShader, binaryShader, castShader, compareShader, selectShader, unaryShader,
} from '../wgsl/elementwise.ts';
import type { Shader } from '../wgsl/shader.ts';
import {
  lowerBroadcast, lowerConcat, lowerIota, lowerPad, lowerSlice, lowerTranspose, lowerUpdateSlice,
} from './movement.ts';
import { lowerArgMax, lowerMatmul, lowerReduce } from './reduction.ts';
import { lowerGatherRows, lowerRandomBits, lowerScatterAddRows } from './rows.ts';

type Lowering<K extends ComputedKind> = (steps: Steps, node: NodeOf<K>, surroundings: Surroundings) => void;

/** The kernel of each fused op that has one. */
export type Kernels = ReadonlyMap<AnyFusedOp, AnyGpuKernel>;

/** What there is to know around a node. */
export interface Surroundings {
  readonly kernels: Kernels;
  /** Multiplications from which on a product is TensorFlow.js'. */
  readonly largeProduct: number;
  /** The input that is the present value of the variable that the node's output is assigned to, if there is one. */
  readonly updatedInput: number | undefined;
}

function elementwise(steps: Steps, shader: Shader, inputs: readonly Value[], out: Value): void {
  steps.dispatch(shader, [...inputs.map((_, i) => input(i)), output()], sizeOf(out.shape));
}

/** What is added to a variable is added in its own array. */
function lowerBinary(
  steps: Steps, { attributes: { operation }, inputs, outputs }: NodeOf<'binary'>, { updatedInput }: Surroundings,
): void {
  const [{ dtype }, out] = [inputs[0]!, outputs[0]!];
  if (updatedInput !== 0) return elementwise(steps, binaryShader(operation, dtype), inputs, out);
  steps.inPlace.set(0, 0);
  steps.dispatch(binaryInPlaceShader(operation, dtype), [output(), input(1)], sizeOf(out.shape));
}

/** One entry a kind; a missing one is a compile error. */
const lowerings: { readonly [K in ComputedKind]: Lowering<K> } = {
  unary: (steps, { attributes, inputs, outputs }) =>
    elementwise(steps, unaryShader(attributes.operation, inputs[0]!.dtype), inputs, outputs[0]!),
  binary: lowerBinary,
  compare: (steps, { attributes, inputs, outputs }) =>
    elementwise(steps, compareShader(attributes.comparison, inputs[0]!.dtype), inputs, outputs[0]!),
  select: (steps, { inputs, outputs }) => elementwise(steps, selectShader, inputs, outputs[0]!),
  cast: (steps, { attributes, inputs, outputs }) =>
    elementwise(steps, castShader(inputs[0]!.dtype, attributes.dtype), inputs, outputs[0]!),
  iota: lowerIota,
  randomBits: lowerRandomBits,
  reduce: lowerReduce,
  argMax: lowerArgMax,
  matmul: lowerMatmul,
  transpose: lowerTranspose,
  broadcast: lowerBroadcast,
  slice: lowerSlice,
  updateSlice: lowerUpdateSlice,
  pad: lowerPad,
  concat: lowerConcat,
  gatherRows: lowerGatherRows,
  scatterAddRows: lowerScatterAddRows,
  fused: (steps, node, { kernels }) => emitForward(kernels.get(node.attributes.op)!, steps, node),
  fusedBackward: (steps, node, { kernels }) => emitBackward(kernels.get(node.attributes.op)!, steps, node),
};

/** The steps of a node. */
export function lower(node: ComputedNode, surroundings: Surroundings): Steps {
  const steps = new Steps(surroundings.largeProduct);
  const lowering = lowerings[node.kind] as Lowering<ComputedKind>;
  lowering(steps, node, surroundings);
  return steps;
}
