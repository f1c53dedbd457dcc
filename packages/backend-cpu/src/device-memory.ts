/** Variables and device arrays in the kernels' memory. */
import { BackendClosedError } from '@oneday/core';
import type { DeviceArray, DType, Shape, Variable, VariableSpec } from '@oneday/ops';
import type { KernelMemory } from './memory.ts';
import { bytesOf } from './tensor.ts';
import type { Place, Tensor } from './tensor.ts';

/** A variable of this backend. */
export class CpuVariable implements Variable, Place {
  readonly kind = 'variable';
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly tensor: Tensor;
  private readonly memory: KernelMemory;
  private address: number | undefined;

  constructor(memory: KernelMemory, { name, shape, dtype }: VariableSpec) {
    this.memory = memory;
    this.name = name;
    this.shape = shape;
    this.dtype = dtype;
    this.address = memory.allocator.allocate(bytesOf(shape));
    this.tensor = { shape, dtype, place: this };
  }

  get isFreed(): boolean {
    return this.address === undefined;
  }

  pointer(): number {
    if (this.address === undefined) throw new BackendClosedError(`variable ${this.name} was freed; make it again`);
    return this.address;
  }

  free(): void {
    this.memory.allocator.free(this.pointer());
    this.address = undefined;
  }
}

/** A program's output. */
export class CpuArray implements DeviceArray, Place {
  readonly kind = 'deviceArray';
  readonly shape: Shape;
  readonly dtype: DType;
  private readonly memory: KernelMemory;
  private address: number | undefined;

  constructor(memory: KernelMemory, shape: Shape, dtype: DType) {
    this.memory = memory;
    this.shape = shape;
    this.dtype = dtype;
    this.address = memory.allocator.allocate(bytesOf(shape));
  }

  pointer(): number {
    if (this.address === undefined) throw new BackendClosedError('a device array was used after it was disposed of');
    return this.address;
  }

  dispose(): void {
    this.memory.allocator.free(this.pointer());
    this.address = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
