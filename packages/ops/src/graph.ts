/** A recorded program: what engines compile. Nodes stand in the order in which they were recorded. */
import type { TypedArray } from '@oneday/core';
import type { AnyFusedOp } from './fused-op.ts';
import type { BinaryOperation, Comparison, Reduction, UnaryOperation } from './primitives.ts';
import type { DType, Value, Variable } from './value.ts';

/** A call of a fused op on a kernel. Its node's inputs are `inputNames`, in order. */
export interface FusedCall {
  readonly op: AnyFusedOp;
  readonly attributes: unknown;
  readonly inputNames: readonly string[];
  /** Node outputs: first these … */
  readonly outputNames: readonly string[];
  /** … then these statistics; empty when no backward pass follows. */
  readonly savedNames: readonly string[];
}

/**
 * The backward pass of a {@link FusedCall}. Its node's inputs are `uses`, then `savedNames`, then `cotangents`; its
 * outputs `needs`.
 */
export interface FusedBackwardCall {
  readonly op: AnyFusedOp;
  readonly attributes: unknown;
  /** Inputs and outputs of the forward pass that are read. */
  readonly uses: readonly string[];
  readonly savedNames: readonly string[];
  /** Outputs of the forward pass whose cotangents are given. */
  readonly cotangents: readonly string[];
  /** Inputs of the forward pass whose gradients are asked for. */
  readonly needs: readonly string[];
}

/** Attributes by kind of node. A kind an engine does not know is a compile error in its table. */
export interface NodeAttributes {
  input: { readonly index: number };
  read: { readonly variable: Variable };
  assign: { readonly variable: Variable };
  constant: { readonly data: TypedArray };
  iota: { readonly axis: number };
  randomBits: object;
  unary: { readonly operation: UnaryOperation };
  binary: { readonly operation: BinaryOperation };
  compare: { readonly comparison: Comparison };
  select: object;
  cast: { readonly dtype: DType };
  reduce: { readonly reduction: Reduction; readonly axes: readonly number[]; readonly keepAxes: boolean };
  argMax: { readonly axis: number };
  matmul: { readonly transposeA: boolean; readonly transposeB: boolean };
  reshape: object;
  transpose: { readonly permutation: readonly number[] };
  broadcast: object;
  slice: { readonly starts: readonly number[] };
  /** Inputs: x, update, start. */
  updateSlice: { readonly axis: number };
  pad: { readonly before: readonly number[]; readonly after: readonly number[]; readonly fill: number };
  concat: { readonly axis: number };
  gatherRows: object;
  /** Inputs: base, indices, updates. */
  scatterAddRows: object;
  barrier: object;
  fused: FusedCall;
  fusedBackward: FusedBackwardCall;
}

/** The kinds of nodes. */
export type NodeKind = keyof NodeAttributes;

/** A node of one kind. */
export interface NodeOf<K extends NodeKind> {
  readonly kind: K;
  readonly attributes: NodeAttributes[K];
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Where it was recorded, for messages: `attention`, `layerNorm backward`, or the primitive's own name. */
  readonly origin: string;
}

/** Any node. */
export type Node = { [K in NodeKind]: NodeOf<K> }[NodeKind];

/** A recorded program. */
export interface Graph {
  readonly name: string;
  /** In order; without those that nothing depends on. */
  readonly nodes: readonly Node[];
  /** Values of the inputs, in the order in which they are fed. */
  readonly inputs: readonly Value[];
  /** Values given back, in order. The same value may stand twice. */
  readonly outputs: readonly Value[];
}

/** The nodes that some output or assignment depends on, in order; inputs always stay. */
export function liveNodes(nodes: readonly Node[], outputs: readonly Value[]): Node[] {
  const needed = new Set(outputs);
  const live: Node[] = [];
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    const keep = node.kind === 'assign' || node.kind === 'input' || node.outputs.some((value) => needed.has(value));
    if (!keep) continue;
    live.push(node);
    node.inputs.forEach((value) => needed.add(value));
  }
  return live.reverse();
}

/** How two recordings of one program differ, in one clause; undefined when they are the same program. */
export function firstDifference(a: Graph, b: Graph): string | undefined {
  for (let i = 0; i < Math.max(a.nodes.length, b.nodes.length); i++) {
    const [x, y] = [a.nodes[i], b.nodes[i]];
    if (x === undefined || y === undefined) return `one recording ends before ${(x ?? y)!.origin}`;
    if (printNode(x) !== printNode(y)) return `node ${i} is ${printNode(x)}, then ${printNode(y)}`;
  }
  const [first, second] = [a, b].map(({ outputs }) => printValues(outputs));
  return first === second ? undefined : `the outputs are ${first}, then ${second}`;
}

function printNode(node: Node): string {
  const attributes = JSON.stringify(node.attributes, (key, value: unknown) => {
    if (key === 'variable') return (value as Variable).name;
    if (key === 'op') return (value as AnyFusedOp).name;
    return ArrayBuffer.isView(value) ? Array.from(value as Float32Array, String).join(' ') : value;
  });
  return `${node.origin} ${node.kind}(${printValues(node.inputs)}) ${clip(attributes)} → ${printValues(node.outputs)}`;
}

function printValues(values: readonly Value[]): string {
  return values.map((value) => `%${value.id}:${value.dtype}[${value.shape.join(',')}]`).join(' ');
}

/** Long constants compare by a hash, so that a message stays one line. */
function clip(text: string): string {
  if (text.length <= 200) return text;
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
  return `${text.slice(0, 80)}… #${(hash >>> 0).toString(16)}`;
}
