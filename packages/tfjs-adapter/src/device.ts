/** What a backend on TensorFlow.js writes: transfers, and how each kind of node is computed. */
import type {
  AnyFusedOp, AnyKernelDeclaration, Capabilities, DeviceInfo, DType, Elements, Node, NodeKind,
} from '@oneday/ops';
import type { TensorStore } from './tensor.ts';

/** The kinds of nodes that compute. The others only name arrays, and the executable deals with them. */
export type ComputedKind = Exclude<NodeKind, 'input' | 'read' | 'assign' | 'constant' | 'reshape' | 'barrier'>;

/** A node that computes. */
export type ComputedNode = Extract<Node, { readonly kind: ComputedKind }>;

/** A node, prepared. */
export interface PreparedNode<H> {
  /** Elements of the arrays it works in, which are held while it is enqueued. */
  readonly scratchSizes?: readonly number[];
  /** Outputs that are computed in the array of an input, output by input: it holds the input when the node begins. */
  readonly inPlace?: ReadonlyMap<number, number>;
  /** Enqueues it. The content of `outputs` and `scratch` is undefined, but for {@link inPlace}. */
  run(inputs: readonly H[], outputs: readonly H[], scratch: readonly H[]): void;
  /** Frees what preparing took. */
  dispose?(): void;
}

/** One device. `H` is its handle of an array; arrays are flat, of four bytes an element. */
export interface TensorDevice<H> extends TensorStore<H> {
  readonly name: string;
  readonly info: DeviceInfo;
  readonly can: Capabilities;
  /** This device's kernel for `op`, or undefined: the reference then runs. */
  kernel(op: AnyFusedOp): AnyKernelDeclaration | undefined;
  /** An array of these elements, which are copied before it returns. */
  upload(data: Float32Array | Int32Array | Uint32Array): H;
  /** Copies an array onto another one of its size. */
  copy(from: H, to: H): void;
  /** The elements of an array, in the form that {@link Elements} names. */
  read(handle: H, size: number, dtype: DType): Promise<Elements>;
  /**
   * Prepares the nodes of a program, one result a node; they are disposed of together. `updatedInput` names the input
   * of a node which is the present value of the variable that its first output is assigned to, if there is one.
   */
  prepare(
    nodes: readonly ComputedNode[], updatedInput: (node: ComputedNode) => number | undefined,
  ): Promise<readonly PreparedNode<H>[]>;
  /** Hands what was enqueued to the device. Called at the end of every run. */
  flush(): void;
  /** Throws when the device failed. Called before anything is enqueued. */
  assertHealthy(): void;
  sync(): Promise<void>;
  close(): Promise<void>;
}
