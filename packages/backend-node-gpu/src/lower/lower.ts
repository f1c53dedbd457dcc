/** What each kind of node becomes. */
import type { NodeOf } from '@oneday/ops';
import type { ComputedKind, ComputedNode } from '@oneday/tfjs-adapter';
import { lowerFused, lowerFusedBackward } from '../fused/fused-nodes.ts';
import type { Plan } from '../plan.ts';
import { lowerBinary, lowerCast, lowerCompare, lowerSelect, lowerUnary } from './elementwise.ts';
import { lowerConcat, lowerIota, lowerPad, lowerSlice, lowerTranspose, lowerUpdateSlice } from './movement.ts';
import { lowerRandomBits } from './random.ts';
import { lowerArgMax, lowerMatmul, lowerReduce } from './reduction.ts';
import { lowerGatherRows, lowerScatterAddRows } from './rows.ts';

/** The kinds that take operations; `broadcast` takes none. */
type PlannedKind = Exclude<ComputedKind, 'broadcast'>;

/** One entry a kind; a missing one is a compile error. */
const lowerings: { readonly [K in PlannedKind]: (plan: Plan, node: NodeOf<K>) => void } = {
  unary: lowerUnary,
  binary: lowerBinary,
  compare: lowerCompare,
  select: lowerSelect,
  cast: lowerCast,
  iota: lowerIota,
  randomBits: lowerRandomBits,
  reduce: lowerReduce,
  argMax: lowerArgMax,
  matmul: lowerMatmul,
  transpose: lowerTranspose,
  slice: lowerSlice,
  updateSlice: lowerUpdateSlice,
  pad: lowerPad,
  concat: lowerConcat,
  gatherRows: lowerGatherRows,
  scatterAddRows: lowerScatterAddRows,
  fused: lowerFused,
  fusedBackward: lowerFusedBackward,
};

/** Emits the operations of a node. */
export function lower(plan: Plan, node: Extract<ComputedNode, { readonly kind: PlannedKind }>): void {
  const lowering = lowerings[node.kind] as (plan: Plan, node: ComputedNode) => void;
  lowering(plan, node);
}
