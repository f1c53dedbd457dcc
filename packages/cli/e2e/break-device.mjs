/**
 * Loaded before the command, it breaks the WebGPU device in the middle of a run, as BREAK_DEVICE says: `shader` has one
 * that does not compile, `memory` takes more than there is, `lost` loses the device.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Batches of commands after which a run is under way. */
const SUBMISSIONS = 90;

const backend = createRequire(import.meta.url).resolve('@oneday/backend-webgpu');
const { globals: { GPUDevice, GPUQueue } } = await import(pathToFileURL(createRequire(backend).resolve('webgpu')).href);

function takeAllMemory(device) {
  const size = device.limits.maxBufferSize;
  const buffers = Array.from({ length: 64 }, () => device.createBuffer({ size, usage: GPUBufferUsage.STORAGE }));
  buffers.forEach((buffer) => buffer.destroy());
}

const breaks = {
  shader: () => {
    const { createShaderModule } = GPUDevice.prototype;
    GPUDevice.prototype.createShaderModule = function createBroken(descriptor) {
      const isVictim = descriptor.label === 'layerNorm';
      return createShaderModule.call(this, isVictim ? { ...descriptor, code: `${descriptor.code} oops` } : descriptor);
    };
  },
  memory: () => afterSubmissions(takeAllMemory),
  lost: () => afterSubmissions((device) => device.destroy()),
};

function afterSubmissions(act) {
  const { createShaderModule } = GPUDevice.prototype;
  const { submit } = GPUQueue.prototype;
  let [device, count] = [undefined, 0];
  GPUDevice.prototype.createShaderModule = function remember(descriptor) {
    device = this;
    return createShaderModule.call(this, descriptor);
  };
  GPUQueue.prototype.submit = function counted(commands) {
    submit.call(this, commands);
    count += 1;
    if (count === SUBMISSIONS) act(device);
  };
}

breaks[process.env.BREAK_DEVICE]();
