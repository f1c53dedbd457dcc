/** The contract of a backend as its author sees it: memory, transfers, and a compiler for recorded graphs. */
import type { TypedArray } from '@oneday/core';
import type { Capabilities, DeviceInfo, MemoryReport, VariableSpec } from './backend.ts';
import type { AnyFusedOp, AnyKernelDeclaration } from './fused-op.ts';
import type { Graph } from './graph.ts';
import type { DeviceArray, Elements, HostArray, Variable } from './value.ts';

/**
 * What `createBackend` makes a backend from. Purity, foreign and stale values, shapes and closing are checked above it;
 * an engine sees only graphs that hold together.
 */
export interface Engine {
  readonly name: string;
  readonly device: DeviceInfo;
  readonly can: Capabilities;
  /** This engine's kernel for `op`, or undefined: the reference then runs. */
  kernel(op: AnyFusedOp): AnyKernelDeclaration | undefined;
  /** Makes a variable of zeros, or with these elements. */
  createVariable(spec: VariableSpec, initial: TypedArray | undefined): Variable;
  readVariable(variable: Variable): Promise<Elements>;
  writeVariable(variable: Variable, data: TypedArray): void;
  freeVariable(variable: Variable): void;
  /** Reads an array that {@link Executable.run} gave. */
  read(array: DeviceArray): Promise<Elements>;
  /** Compiles a graph; what it does not support throws, naming the graph and the node's origin. */
  compile(graph: Graph): Promise<Executable>;
  sync(): Promise<void>;
  memory(): MemoryReport;
  close(): Promise<void>;
}

/** A compiled graph. */
export interface Executable {
  /** Bytes for intermediate values, where the engine plans them. */
  readonly workspaceBytes?: number;
  /**
   * Enqueues one run. `inputs` are the graph's, in order, checked; host arrays are copied before it returns. Gives
   * the graph's outputs, in order, each an array of its own.
   */
  run(inputs: readonly (HostArray | DeviceArray)[]): readonly DeviceArray[];
  /** Frees what the executable holds. */
  dispose(): void;
}
