/** The engine over one device. */
import type { TypedArray } from '@oneday/core';
import type {
  AnyFusedOp, AnyKernelDeclaration, DeviceArray, Elements, Engine, Executable, Graph, MemoryReport, Variable,
  VariableSpec,
} from '@oneday/ops';
import { sizeOf } from '@oneday/ops';
import type { TensorDevice } from './device.ts';
import { compileGraph } from './executable.ts';
import { TensorVariable } from './held-array.ts';
import type { TensorArray } from './held-array.ts';
import { hostElements } from './rounding.ts';
import { TensorMemory } from './tensor.ts';
import type { Tensor } from './tensor.ts';

/** Variables, transfers and programs over a {@link TensorDevice}. Arrays are immutable: an assignment swaps them. */
export class TensorEngine<H> implements Engine {
  readonly name: string;
  readonly device: Engine['device'];
  readonly can: Engine['can'];
  private readonly tensors: TensorDevice<H>;
  private readonly tensorMemory: TensorMemory<H>;

  constructor(tensors: TensorDevice<H>) {
    this.name = tensors.name;
    this.device = tensors.info;
    this.can = tensors.can;
    this.tensors = tensors;
    this.tensorMemory = new TensorMemory(tensors);
  }

  kernel(op: AnyFusedOp): AnyKernelDeclaration | undefined {
    return this.tensors.kernel(op);
  }

  createVariable(spec: VariableSpec, initial: TypedArray | undefined): Variable {
    const data = initial ?? new Float32Array(sizeOf(spec.shape));
    return new TensorVariable(this.tensorMemory, spec, this.upload(spec, data));
  }

  async readVariable(variable: Variable): Promise<Elements> {
    return this.readHeld(variable as TensorVariable<H>);
  }

  writeVariable(variable: Variable, data: TypedArray): void {
    (variable as TensorVariable<H>).replace(this.upload(variable, data));
  }

  freeVariable(variable: Variable): void {
    (variable as TensorVariable<H>).free();
  }

  async read(array: DeviceArray): Promise<Elements> {
    return this.readHeld(array as TensorArray<H>);
  }

  async compile(graph: Graph): Promise<Executable> {
    this.tensors.assertHealthy();
    return compileGraph(graph, this.tensors, this.tensorMemory);
  }

  async sync(): Promise<void> {
    await this.tensors.sync();
  }

  memory(): MemoryReport {
    return this.tensorMemory.report();
  }

  async close(): Promise<void> {
    await this.tensors.close();
  }

  private upload({ dtype }: VariableSpec, data: TypedArray): Tensor<H> {
    this.tensors.assertHealthy();
    const elements = hostElements(data, dtype);
    return this.tensorMemory.adopt(this.tensors.upload(elements), elements.length);
  }

  /** Holds the array while it is read: its variable may be given another one meanwhile. */
  private async readHeld({ tensor, dtype, shape }: TensorVariable<H> | TensorArray<H>): Promise<Elements> {
    tensor.holders += 1;
    try {
      return await this.tensors.read(tensor.handle, sizeOf(shape), dtype);
    } finally {
      this.tensorMemory.release(tensor);
    }
  }
}
