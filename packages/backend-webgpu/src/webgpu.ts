/** Opening this backend. */
import type { Backend, BackendOptions } from '@oneday/ops';
import type { KernelBinding } from './gpu-kernel.ts';
import { openWebGpu } from './open-webgpu.ts';

/** Options of {@link webgpu}. */
export interface WebGpuOptions extends BackendOptions {
  /** Kernels for ops of your own, made by `gpuKernel`; they take the place of ours for the same op. */
  readonly kernels?: readonly KernelBinding[];
  /**
   * `references` runs every fused op by its reference: slow, for finding out whether a kernel is wrong. Default
   * `native`.
   */
  readonly fusedOps?: 'native' | 'references';
  /**
   * In Node, options of Dawn: `adapter=NAME` where there are several cards, `enable-dawn-features=…`. A page has none.
   */
  readonly dawnOptions?: readonly string[];
}

/**
 * Opens the machine's WebGPU device: through Dawn in Node, the browser's in a page. Until it is closed `navigator.gpu`
 * is the device's.
 *
 * @throws BackendBusyError when a backend on TensorFlow.js is open @throws OnedayError when there is no adapter
 */
export async function webgpu(options: WebGpuOptions = {}): Promise<Backend> {
  const { backend } = await openWebGpu(options);
  return backend;
}
