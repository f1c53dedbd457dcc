/** A backend with the parts under it, which measurements and tests of failures reach for. */
import type { Backend } from '@oneday/ops';
import { createBackend } from '@oneday/ops';
import { lockTensorFlow, TensorEngine } from '@oneday/tfjs-adapter';
import { nativeKernels } from './fused/native-kernels.ts';
import { openDevice } from './open-device.ts';
import type { OpenedDevice } from './open-device.ts';
import { largeProduct } from './steps.ts';
import { loadTensorFlow } from './tfjs-backend.ts';
import type { TensorFlowOnGpu } from './tfjs-backend.ts';
import type { WebGpuOptions } from './webgpu.ts';
import { WebGpuDevice } from './webgpu-device.ts';

/** What is settled for users. */
export interface OpenOptions extends WebGpuOptions {
  /** Multiplications from which on a product is TensorFlow.js'. Default: {@link largeProduct}, on a card. */
  readonly largeProduct?: number;
}

/** An open backend and its parts. */
export interface OpenedWebGpu {
  readonly backend: Backend;
  readonly opened: OpenedDevice;
  readonly tensorFlow: TensorFlowOnGpu;
}

/** Opens all of it, or nothing. */
export async function openWebGpu(options: OpenOptions = {}): Promise<OpenedWebGpu> {
  const { fusedOps = 'native', kernels = [], demandNative = false, dawnOptions = [] } = options;
  const release = lockTensorFlow('webgpu');
  let opened: OpenedDevice | undefined;
  try {
    opened = await openDevice(dawnOptions);
    const tensorFlow = await loadTensorFlow(opened.device, opened.info);
    // On a processor its kernels, made for a card's shared memory, take longer to compile than a run.
    const large = opened.description.kind === 'cpu' ? Infinity : largeProduct;
    const device = new WebGpuDevice({
      opened, tensorFlow, release, kernels: new Map([...(fusedOps === 'native' ? nativeKernels : []), ...kernels]),
      largeProduct: options.largeProduct ?? large,
    });
    return { backend: createBackend(new TensorEngine(device), { demandNative }), opened, tensorFlow };
  } catch (error) {
    opened?.close();
    release();
    throw error;
  }
}
