/** The engine of this backend. */
import type { TypedArray } from '@oneday/core';
import type {
  AnyFusedOp,
  AnyKernelDeclaration,
  DeviceArray,
  Elements,
  Engine,
  Executable,
  Graph,
  MemoryReport,
  Variable,
  VariableSpec,
} from '@oneday/ops';
import { roundTo, sizeOf } from '@oneday/ops';
import { compile } from './compile.ts';
import type { AnyCpuKernel, KernelBinding } from './cpu-kernel.ts';
import { CpuVariable } from './device-memory.ts';
import type { CpuArray } from './device-memory.ts';
import type { KernelRunner } from './kernel-runner.ts';
import { Workspace } from './workspace.ts';

/** Variables, transfers and compilation over one kernel memory. */
export class CpuEngine implements Engine {
  readonly name = 'cpu';
  readonly can = { deterministic: true, fastOperands: [] } as const;
  private readonly runner: KernelRunner;
  private readonly kernels: ReadonlyMap<object, AnyCpuKernel>;
  private readonly workspace: Workspace;

  constructor(runner: KernelRunner, kernels: readonly KernelBinding[]) {
    this.runner = runner;
    this.kernels = new Map(kernels);
    this.workspace = new Workspace(runner.memory);
  }

  get device(): Engine['device'] {
    const { threads } = this.runner;
    return {
      kind: 'cpu',
      description: `WebAssembly SIMD, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
      threads,
    };
  }

  kernel(op: AnyFusedOp): AnyKernelDeclaration | undefined {
    return this.kernels.get(op);
  }

  createVariable(spec: VariableSpec, initial: TypedArray | undefined): Variable {
    const variable = new CpuVariable(this.runner.memory, spec);
    if (initial === undefined) this.runner.memory.words(variable.pointer(), sizeOf(spec.shape)).fill(0);
    else this.writeVariable(variable, initial);
    return variable;
  }

  async readVariable(variable: Variable): Promise<Elements> {
    return this.runner.memory.read((variable as CpuVariable).pointer(), variable.dtype, sizeOf(variable.shape));
  }

  writeVariable(variable: Variable, data: TypedArray): void {
    this.runner.memory.write((variable as CpuVariable).pointer(), variable.dtype, roundTo(variable.dtype, data));
  }

  freeVariable(variable: Variable): void {
    (variable as CpuVariable).free();
  }

  async read(array: DeviceArray): Promise<Elements> {
    return this.runner.memory.read((array as CpuArray).pointer(), array.dtype, sizeOf(array.shape));
  }

  async compile(graph: Graph): Promise<Executable> {
    const { runner, workspace } = this;
    return compile(graph, { runner, workspace, kernelOf: (op) => this.kernels.get(op)! });
  }

  async sync(): Promise<void> {}

  memory(): MemoryReport {
    const { usedBytes, peakBytes } = this.runner.memory.allocator;
    return { usedBytes, peakBytes };
  }

  async close(): Promise<void> {
    await this.runner.close();
  }
}
