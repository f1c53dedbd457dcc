/** Arrays on the device. */
import type { TensorInfo, TfjsWebGpuBackend } from './tfjs-backend.ts';

/** A flat array of four bytes an element; its buffer is taken from TensorFlow.js' pool when it is first used. */
export class GpuArray {
  readonly size: number;
  private readonly backend: TfjsWebGpuBackend;
  private dataId: object | undefined;

  constructor(backend: TfjsWebGpuBackend, size: number, dataId?: object) {
    this.backend = backend;
    this.size = size;
    this.dataId = dataId;
  }

  /** The buffer, where one was taken. */
  get takenBuffer(): GPUBuffer | undefined {
    return this.dataId === undefined ? undefined : this.buffer;
  }

  /** The buffer; where none was taken, `preferred` if it is free. */
  takeBuffer(preferred: GPUBuffer | undefined): GPUBuffer {
    if (this.dataId === undefined && preferred !== undefined) offerNext(this.backend, preferred);
    return this.buffer;
  }

  get buffer(): GPUBuffer {
    this.dataId ??= this.backend.makeTensorInfo([this.size], 'float32').dataId;
    this.backend.uploadToGPU(this.dataId);
    return this.backend.tensorMap.get(this.dataId).resource!;
  }

  /** The array as TensorFlow.js sees it, in a shape of its size. */
  info(shape: readonly number[]): TensorInfo {
    void this.buffer;
    return { dataId: this.dataId!, shape: [...shape], dtype: 'float32' };
  }

  /** Takes over what TensorFlow.js computed. */
  become({ dataId }: TensorInfo): void {
    this.release();
    this.dataId = dataId;
  }

  /**
   * Gives the buffer back to the pool. Commands run in the order in which they are recorded, so another array may have
   * it at once.
   */
  release(): void {
    if (this.dataId === undefined) return;
    this.backend.commandQueueOwnedIds.delete(this.dataId);
    this.backend.disposeData(this.dataId);
    this.dataId = undefined;
  }
}

/** Moves a free buffer to where the pool takes the next one of its size. */
function offerNext({ bufferManager: { freeBuffers } }: TfjsWebGpuBackend, buffer: GPUBuffer): void {
  const free = freeBuffers.get(`${buffer.size}_${buffer.usage}`) ?? [];
  const at = free.lastIndexOf(buffer);
  if (at < 0) return;
  free[at] = free.at(-1)!;
  free[free.length - 1] = buffer;
}
