/** The contract of a backend as its users see it. */
import type { TypedArray } from '@oneday/core';
import type { KernelChoice } from './recorder.ts';
import type { Ops } from './ops.ts';
import type { Feeds, Owned, Shapes, ValueTree } from './tree.ts';
import type { DeviceArray, Elements, Spec, Variable } from './value.ts';

/** What a variable is made from. */
export interface VariableSpec extends Spec {
  /** For messages, checkpoints and reports. */
  readonly name: string;
}

/** What the device is. */
export interface DeviceInfo {
  /** As the driver or the machine names it. */
  readonly description: string;
  readonly kind: 'cpu' | 'gpu' | 'tpu' | 'oracle';
  /** Threads that compute, where that is known. */
  readonly threads?: number;
}

/** What may differ between backends. */
export interface Capabilities {
  /** Whether equal programs on equal inputs give equal bits, whatever the number of threads. */
  readonly deterministic: boolean;
  /** Types in which products run faster than in `f32`; the others are computed by rounding. */
  readonly fastOperands: readonly ('bf16' | 'f16')[];
}

/** How the fused ops of the prepared programs are carried out. */
export interface KernelReport {
  /** One entry a program and op, in the order of preparation. */
  entries(): readonly (KernelChoice & { readonly program: string })[];
}

/** Device memory, in bytes. */
export interface MemoryReport {
  /** Held by variables, device arrays and program workspaces now. */
  readonly usedBytes: number;
  /** The most that was ever held. */
  readonly peakBytes: number;
}

/** What preparing a program for some shapes cost. */
export interface CompileReport {
  readonly program: string;
  readonly seconds: number;
  readonly nodes: number;
  /** Workspace for intermediate values, bytes, where the engine plans it. */
  readonly workspaceBytes?: number;
}

/** A compiled function of values. Inputs and outputs are records, arrays, or single values. */
export interface Program<I, O> {
  readonly name: string;
  /**
   * Compiles for these shapes, once: shapes that are prepared already cost nothing. Records the function twice and
   * throws `ImpureProgramError` if the recordings differ.
   */
  prepare(like: Shapes<I>): Promise<CompileReport>;
  /**
   * Enqueues one run; `UnpreparedShapeError` for shapes that were not prepared. The caller owns what it gives and
   * disposes of it. What is fed is copied before `run` returns; device arrays that are fed stay the caller's.
   */
  run(inputs: Feeds<I>): Owned<O>;
}

/** A device with a compiler. Made by each backend package's `open` function; closed once, by whoever opened it. */
export interface Backend extends AsyncDisposable {
  readonly name: string;
  readonly device: DeviceInfo;
  readonly can: Capabilities;
  readonly kernels: KernelReport;
  /** Makes a variable; all zeros unless `initial` is given. */
  variable(spec: VariableSpec, initial?: TypedArray): Variable;
  /** The variable's elements. */
  readVariable(variable: Variable): Promise<Elements>;
  /** Sets the variable's elements, converted to its element type. */
  writeVariable(variable: Variable, data: TypedArray): void;
  /** Frees a variable; using it afterwards throws. */
  freeVariable(variable: Variable): void;
  /**
   * Declares a program. `fn` is pure but for `assign`: it looks at no clock, no random source and no input's
   * elements.
   */
  program<I extends ValueTree, O extends ValueTree>(name: string, fn: (o: Ops, inputs: I) => O): Program<I, O>;
  /** Records, compiles and runs `fn` once. The caller owns what it returns. */
  scope<T extends ValueTree>(fn: (o: Ops) => T): Promise<Owned<T>>;
  /** The elements of an array on the device. */
  read(array: DeviceArray): Promise<Elements>;
  /** Resolves when all that was enqueued has run. */
  sync(): Promise<void>;
  memory(): MemoryReport;
  /** Frees everything. Afterwards every method throws `BackendClosedError`. */
  close(): Promise<void>;
}
