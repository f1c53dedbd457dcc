/** Opens a device with what is known of it. */
import { OnedayError } from '@oneday/core';
import type { DeviceInfo } from '@oneday/ops';
import { adapterNeeds, provideGpu } from '#gpu';

/** A device with what is known of it. */
export interface OpenedDevice {
  readonly device: GPUDevice;
  readonly info: GPUAdapterInfo;
  readonly description: DeviceInfo;
  /** Ends the device and lets the process end. */
  close(): void;
}

/** Limits that are asked for as far as the adapter goes. */
const limits = [
  'maxComputeWorkgroupStorageSize', 'maxComputeWorkgroupsPerDimension', 'maxStorageBufferBindingSize', 'maxBufferSize',
  'maxComputeWorkgroupSizeX', 'maxComputeInvocationsPerWorkgroup', 'maxStorageBuffersPerShaderStage',
] as const;

/** Names under which Vulkan and Direct3D list processors that compute in place of a card. */
const softwareAdapters = /llvmpipe|lavapipe|swiftshader|software|basic render|warp/i;

/** Opens the strongest adapter. @param dawnOptions for Dawn, in Node @throws OnedayError when there is none */
export async function openDevice(dawnOptions: readonly string[] = []): Promise<OpenedDevice> {
  const { gpu, restore } = await provideGpu(dawnOptions);
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch((cause: unknown) => {
      throw new OnedayError(`webgpu: ${inOneLine((cause as Error).message)}`, { cause });
    });
    if (adapter === null) throw new OnedayError(`webgpu: no adapter; ${adapterNeeds}`);
    const requiredLimits = Object.fromEntries(limits.map((name) => [name, adapter.limits[name]]));
    const device = await adapter.requestDevice({ requiredLimits });
    const { info } = adapter;
    return {
      device,
      info,
      description: describeAdapter(info),
      close() {
        device.destroy();
        restore();
      },
    };
  } catch (error) {
    restore();
    throw error;
  }
}

/** Dawn answers a name that no adapter has with a list of all. */
function inOneLine(message: string): string {
  return message.trim().replace(/\s*\n(?=\w)/g, '; ').replace(/\s*\n\s*/g, ' ');
}

function describeAdapter(info: GPUAdapterInfo): DeviceInfo {
  const { vendor, architecture, device, description } = info;
  // A driver for processors has its own name for the device's.
  const card = description.startsWith(device.split('-')[0]!) ? '' : device;
  const name = [vendor, architecture, card, shortened(description)].filter(Boolean).join(' ');
  const isSoftware = softwareAdapters.test(name) || info.isFallbackAdapter;
  return {
    kind: isSoftware ? 'cpu' : 'gpu',
    description: `${name || 'unnamed adapter'} through WebGPU${isSoftware ? ' (software: no card is used)' : ''}`,
  };
}

/** A driver's description without what a distribution appends to its version, and without a second version. */
function shortened(description: string): string {
  return description.replace(/(?<=\d)-[^\s)]+/g, '').replace(/(?<=\d.*) [\d.]+$/, '');
}
