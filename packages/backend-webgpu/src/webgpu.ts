/** Opening this backend. */
import type { Backend, BackendOptions } from '@oneday/ops';
import { createBackend } from '@oneday/ops';
import { lockTensorFlow, TensorEngine } from '@oneday/tfjs-adapter';
import { openDevice } from './dawn.ts';
import { loadTensorFlow } from './tfjs-backend.ts';
import { WebGpuDevice } from './webgpu-device.ts';

/** Options of {@link webgpu}. */
export interface WebGpuOptions extends BackendOptions {
  /**
   * `references` runs every fused op by its reference: slow, for finding out whether a kernel is wrong. Default
   * `native`.
   */
  readonly fusedOps?: 'native' | 'references';
}

/**
 * Opens the machine's WebGPU device: through Dawn in Node, the browser's in a page.
 *
 * @throws BackendBusyError when a backend on TensorFlow.js is open @throws OnedayError when there is no adapter
 */
export async function webgpu(options: WebGpuOptions = {}): Promise<Backend> {
  const { fusedOps = 'native', demandNative = false } = options;
  const release = lockTensorFlow('webgpu');
  try {
    const opened = await openDevice();
    const tensorFlow = await loadTensorFlow(opened.device, opened.info);
    const device = new WebGpuDevice({ opened, tensorFlow, referencesOnly: fusedOps === 'references', release });
    return createBackend(new TensorEngine(device), { demandNative });
  } catch (error) {
    release();
    throw error;
  }
}
