/** Bind groups of one dispatch. Making one takes longer than all else of a dispatch, so they are kept. */
import type { GpuArray } from './gpu-array.ts';

/** Kept for each dispatch: arrays of one size change places among the buffers of the pool, until that settles. */
const mostGroups = 16;

interface Bound {
  readonly buffers: readonly GPUBuffer[];
  readonly group: GPUBindGroup;
}

/** The bind groups that a dispatch used last. */
export class BindGroups {
  private readonly device: GPUDevice;
  private readonly layout: GPUBindGroupLayout;
  private readonly parameters: GPUBufferBinding;
  private readonly last: Bound[] = [];

  constructor(device: GPUDevice, layout: GPUBindGroupLayout, parameters: GPUBufferBinding) {
    this.device = device;
    this.layout = layout;
    this.parameters = parameters;
  }

  /** Binds arrays. Those without a buffer get the one that they had beside the others' buffers, where it is free. */
  groupOf(arrays: readonly GpuArray[]): GPUBindGroup {
    const taken = arrays.map((array) => array.takenBuffer);
    const similar = this.last.find(({ buffers }) => taken.every((buffer, i) => !buffer || buffer === buffers[i]));
    const buffers = arrays.map((array, i) => array.takeBuffer(similar?.buffers[i]));
    const isSame = (bound: Bound) => bound.buffers.every((buffer, i) => buffer === buffers[i]);
    return (this.last.find(isSame) ?? this.make(buffers)).group;
  }

  private make(buffers: readonly GPUBuffer[]): Bound {
    const entries = [this.parameters, ...buffers.map((buffer) => ({ buffer }))].map((resource, binding) =>
      ({ binding, resource }));
    const bound = { buffers, group: this.device.createBindGroup({ layout: this.layout, entries }) };
    this.last.push(bound);
    if (this.last.length > mostGroups) this.last.shift();
    return bound;
  }
}
