/** What goes wrong on a device ends the run with one line; what it computed before is never read as if it were new. */
import { BackendBusyError, DeviceLostError } from '@oneday/core';
import { add } from '@oneday/ops';
import type { Backend, Value } from '@oneday/ops';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWebGpu } from './open-webgpu.ts';
import { Pipelines } from './pipelines.ts';
import type { TfjsWebGpuBackend } from './tfjs-backend.ts';
import { webgpu } from './index.ts';

let device: GPUDevice;
let tensorFlowBackend: TfjsWebGpuBackend;
let backend: Backend;

beforeEach(async () => {
  const parts = await openWebGpu();
  device = parts.opened.device;
  tensorFlowBackend = parts.tensorFlow.backend;
  backend = parts.backend;
});

afterEach(() => backend.close());

async function successor() {
  const program = backend.program('successor', (o, { x }: { readonly x: Value }) => ({ y: add(o, x, 1) }));
  await program.prepare({ x: { shape: [], dtype: 'f32' } });
  return program;
}

describe('a failing device', () => {
  it('that refuses a command fails the next read, in one line', async () => {
    const program = await successor();
    const { y } = program.run({ x: 1 });
    const buffer = device.createBuffer({ size: 16, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    device.queue.writeBuffer(buffer, 12, new Float32Array(8));
    await expect(backend.read(y)).rejects.toThrow(/^webgpu: the device refused a command: .+$/);
    expect(() => program.run({ x: 1 })).toThrow('the device refused a command');
  });

  it('that is out of memory says so', async () => {
    device.createBuffer({ size: device.limits.maxBufferSize, usage: GPUBufferUsage.STORAGE });
    const tooMany = Array.from({ length: 64 }, () =>
      device.createBuffer({ size: device.limits.maxBufferSize, usage: GPUBufferUsage.STORAGE }));
    await expect(backend.sync()).rejects.toThrow(/^webgpu: out of memory: .+$/);
    tooMany.forEach((buffer) => buffer.destroy());
  });

  it('that is lost throws DeviceLostError from then on', async () => {
    const program = await successor();
    const { y } = program.run({ x: 1 });
    device.destroy();
    await expect(backend.read(y)).rejects.toThrow(DeviceLostError);
    expect(() => program.run({ x: 1 })).toThrow(/^webgpu: the device was lost .* resume the run$/);
  });

  it('is not asked to run a shader that does not compile', async () => {
    const shader = { key: 'broken', bindings: [{ name: 'x', type: 'f32', write: true }], body: 'x[i] = y;' } as const;
    await expect(new Pipelines(tensorFlowBackend).place([{ shader, parameters: [], count: 1 }]))
      .rejects.toThrow(/^webgpu: shader broken does not compile: line \d+: .+$/);
  });
});

describe('TensorFlow.js', () => {
  it('serves one backend of a process at a time', async () => {
    await expect(webgpu()).rejects.toThrow(BackendBusyError);
    await backend.close();
    await using next = await webgpu();
    expect(next.name).toBe('webgpu');
  });
});
