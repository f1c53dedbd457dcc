/** Variables and program outputs: holders of one array. */
import { BackendClosedError } from '@oneday/core';
import type { DeviceArray, DType, Shape, Spec, Variable, VariableSpec } from '@oneday/ops';
import { describe } from '@oneday/ops';
import type { Tensor, TensorMemory } from './tensor.ts';

/** A variable. An assignment gives it the array of the assigned value. */
export class TensorVariable<H> implements Variable {
  readonly kind = 'variable';
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  private readonly memory: TensorMemory<H>;
  private held: Tensor<H> | undefined;

  constructor(memory: TensorMemory<H>, { name, shape, dtype }: VariableSpec, tensor: Tensor<H>) {
    this.memory = memory;
    this.name = name;
    this.shape = [...shape];
    this.dtype = dtype;
    this.held = tensor;
  }

  get tensor(): Tensor<H> {
    if (this.held === undefined) throw new BackendClosedError(`variable ${this.name} was freed; make it again`);
    return this.held;
  }

  /** Takes over one hold of `tensor` and gives up the present one. */
  replace(tensor: Tensor<H>): void {
    this.memory.release(this.tensor);
    this.held = tensor;
  }

  free(): void {
    this.memory.release(this.tensor);
    this.held = undefined;
  }
}

/** A program's output. */
export class TensorArray<H> implements DeviceArray {
  readonly kind = 'deviceArray';
  readonly shape: Shape;
  readonly dtype: DType;
  private readonly memory: TensorMemory<H>;
  private held: Tensor<H> | undefined;

  constructor(memory: TensorMemory<H>, { shape, dtype }: Spec, tensor: Tensor<H>) {
    this.memory = memory;
    this.shape = shape;
    this.dtype = dtype;
    this.held = tensor;
  }

  get tensor(): Tensor<H> {
    if (this.held === undefined) {
      throw new BackendClosedError(`array ${describe(this)} was disposed of; keep it as long as it is used`);
    }
    return this.held;
  }

  dispose(): void {
    this.memory.release(this.tensor);
    this.held = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
