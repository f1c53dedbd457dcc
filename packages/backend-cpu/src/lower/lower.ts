/** The steps of every kind of node. A kind that is missing here does not compile. */
import type { Node, NodeKind, NodeOf } from '@oneday/ops';
import type { NodeContext } from '../compile.ts';
import { lowerBinary, lowerCast, lowerCompare, lowerSelect, lowerUnary } from './elementwise.ts';
import { lowerFused, lowerFusedBackward } from './fused.ts';
import {
  lowerAssign,
  lowerBroadcast,
  lowerConcat,
  lowerIota,
  lowerPad,
  lowerSlice,
  lowerTranspose,
  lowerUpdateSlice,
} from './movement.ts';
import { lowerMatmul } from './matmul.ts';
import { lowerArgMax, lowerReduce } from './reduce.ts';
import { lowerGatherRows, lowerRandomBits, lowerScatterAddRows } from './rows.ts';

/** Emits the steps of one node. */
export type Lowering<K extends NodeKind> = (context: NodeContext, node: NodeOf<K>) => void;

/** These have an address and no steps: the compiler has placed them before. */
type Placed = 'input' | 'read' | 'constant' | 'reshape' | 'barrier';

const lowerings: { readonly [K in Exclude<NodeKind, Placed>]: Lowering<K> } = {
  assign: lowerAssign,
  iota: lowerIota,
  randomBits: lowerRandomBits,
  unary: lowerUnary,
  binary: lowerBinary,
  compare: lowerCompare,
  select: lowerSelect,
  cast: lowerCast,
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
  fused: lowerFused,
  fusedBackward: lowerFusedBackward,
};

/** Emits the steps of `node`. */
export function lower(node: Node, context: NodeContext): void {
  const lowering = lowerings[node.kind as Exclude<NodeKind, Placed>] as Lowering<NodeKind>;
  lowering(context, node);
}
