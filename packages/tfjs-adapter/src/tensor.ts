/** Arrays of a device, counted by their readers. */
import type { MemoryReport, Spec } from '@oneday/ops';
import { sizeOf } from '@oneday/ops';

/** Makes, and takes back, the arrays of one device. @typeParam H its handle of an array */
export interface TensorStore<H> {
  /** An array of `size` elements of four bytes, at least one; its content is undefined. */
  allocate(size: number): H;
  release(handle: H): void;
}

/** Every element type takes four bytes: narrow floats are kept as `f32`, `bool` as 0 or 1. */
export const elementBytes = 4;

/** An array with the number of those that hold it. It is flat: shapes belong to values. */
export interface Tensor<H> {
  readonly handle: H;
  readonly bytes: number;
  holders: number;
}

/** The arrays of one device that are held, and their bytes. */
export class TensorMemory<H> {
  private readonly store: TensorStore<H>;
  private readonly held = new Set<Tensor<H>>();
  private usedBytes = 0;
  private peakBytes = 0;

  constructor(store: TensorStore<H>) {
    this.store = store;
  }

  /** A new array for values of this shape, held once. */
  allocate(spec: Spec): Tensor<H> {
    const size = Math.max(sizeOf(spec.shape), 1);
    return this.adopt(this.store.allocate(size), size);
  }

  /** Takes an array that the device made into account, held once. */
  adopt(handle: H, size: number): Tensor<H> {
    const tensor: Tensor<H> = { handle, bytes: elementBytes * Math.max(size, 1), holders: 1 };
    this.held.add(tensor);
    this.usedBytes += tensor.bytes;
    this.peakBytes = Math.max(this.peakBytes, this.usedBytes);
    return tensor;
  }

  /** Gives up one hold; the array goes back to the device with its last one. */
  release(tensor: Tensor<H>): void {
    tensor.holders -= 1;
    if (tensor.holders > 0) return;
    this.held.delete(tensor);
    this.usedBytes -= tensor.bytes;
    this.store.release(tensor.handle);
  }

  report(): MemoryReport {
    return { usedBytes: this.usedBytes, peakBytes: this.peakBytes };
  }

  /** How many arrays are held. */
  get count(): number {
    return this.held.size;
  }
}
