/** The device: Dawn's in Node, the browser's own in a page. */
import { OnedayError } from '@oneday/core';
import type { DeviceInfo } from '@oneday/ops';
import type { Gpu } from './tfjs-backend.ts';

/** A device with what is known of it. */
export interface OpenedDevice {
  readonly device: GPUDevice;
  readonly info: GPUAdapterInfo;
  readonly description: DeviceInfo;
  /** Lets the process end. */
  close(): void;
}

/** Limits that are asked for as far as the adapter goes. */
const limits = [
  'maxComputeWorkgroupStorageSize', 'maxComputeWorkgroupsPerDimension', 'maxStorageBufferBindingSize', 'maxBufferSize',
  'maxComputeWorkgroupSizeX', 'maxComputeInvocationsPerWorkgroup', 'maxStorageBuffersPerShaderStage',
] as const;

/** Names under which Vulkan and Direct3D list processors that compute in place of a card. */
const softwareAdapters = /llvmpipe|lavapipe|swiftshader|software|basic render|warp/i;

/** Opens the strongest adapter. @throws OnedayError when there is none */
export async function openDevice(): Promise<OpenedDevice> {
  const gpu = await gpuOfSurroundings();
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) {
    throw new OnedayError(
      'webgpu: no adapter; Linux needs the loader and a driver of Vulkan (libvulkan1 with the card’s driver, or ' +
        'mesa-vulkan-drivers to compute on the processor)',
    );
  }
  const requiredLimits = Object.fromEntries(limits.map((name) => [name, adapter.limits[name]]));
  const device = await adapter.requestDevice({ requiredLimits });
  const { info } = adapter;
  const name = [info.vendor, info.architecture, info.device, info.description].filter(Boolean).join(' ');
  const isSoftware = softwareAdapters.test(name) || info.isFallbackAdapter;
  return {
    device,
    info,
    description: {
      kind: isSoftware ? 'cpu' : 'gpu',
      description: `${name || 'unnamed adapter'} through WebGPU${isSoftware ? ' (software: no card is used)' : ''}`,
    },
    close: () => device.destroy(),
  };
}

/** A page has `navigator.gpu`; Node gets one from Dawn, where TensorFlow.js looks for it. */
async function gpuOfSurroundings(): Promise<Gpu> {
  const present = (globalThis as { navigator?: { gpu?: Gpu } }).navigator?.gpu;
  if (present !== undefined) return present;
  const { create, globals } = await import('webgpu').catch((cause: unknown) => {
    const reason = (cause as Error).message.split('\n')[0];
    throw new OnedayError(`webgpu: Dawn does not load here: ${reason}`, { cause });
  });
  const gpu = create([]);
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true, writable: true });
  return gpu;
}
