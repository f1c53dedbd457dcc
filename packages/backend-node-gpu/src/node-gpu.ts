/** Opening this backend. */
import { availableParallelism, cpus } from 'node:os';
import type { Backend, BackendOptions, DeviceInfo } from '@oneday/ops';
import { createBackend } from '@oneday/ops';
import { lockTensorFlow, TensorEngine } from '@oneday/tfjs-adapter';
import type { Binding } from './binding.ts';
import { cardName } from './card-name.ts';
import { loadAddon } from './load-addon.ts';
import { NodeGpuDevice } from './node-gpu-device.ts';
import { TensorFlow } from './tensor-flow.ts';

/** Options of {@link nodeGpu}. */
export interface NodeGpuOptions extends BackendOptions {
  /** The addon to load. Default: what `oneday setup node-gpu` built, else that of a package of TensorFlow.js. */
  readonly addon?: string;
  /**
   * `references` runs every fused op by its reference: slow, for finding out whether a kernel is wrong. Default
   * `native`.
   */
  readonly fusedOps?: 'native' | 'references';
}

/**
 * Opens TensorFlow: on the last NVIDIA card that `CUDA_VISIBLE_DEVICES` shows, or on the processor where there is none.
 *
 * @throws BackendBusyError when a backend on TensorFlow.js is open
 * @throws InvalidInputError when no TensorFlow is installed, or a library of it is missing
 */
export async function nodeGpu(options: NodeGpuOptions = {}): Promise<Backend> {
  const { addon, ...rest } = options;
  return openNodeGpu(() => loadAddon(addon), rest);
}

/** Opens the backend on the addon that `load` gives. */
export function openNodeGpu(load: () => Binding, options: Omit<NodeGpuOptions, 'addon'> = {}): Backend {
  const { fusedOps = 'native', demandNative = false } = options;
  const release = lockTensorFlow('node-gpu');
  try {
    const binding = load();
    const tensorFlow = new TensorFlow(binding);
    const referencesOnly = fusedOps === 'references';
    const device = new NodeGpuDevice({ tensorFlow, info: describeDevice(binding), referencesOnly, release });
    return createBackend(new TensorEngine(device), { demandNative });
  } catch (error) {
    release();
    throw error;
  }
}

function describeDevice(binding: Binding): DeviceInfo {
  const through = `through TensorFlow ${binding.TF_Version}`;
  if (binding.isUsingGpuDevice()) return { kind: 'gpu', description: `${cardName()} ${through}` };
  const model = cpus()[0]?.model ?? 'processor';
  return { kind: 'cpu', description: `${model} ${through} (no card is used)`, threads: availableParallelism() };
}
