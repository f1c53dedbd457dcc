/** What goes wrong ends the run with one line that says what to do. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arch, platform } from 'node:process';
import { BackendBusyError, InvalidInputError } from '@oneday/core';
import { add } from '@oneday/ops';
import type { Value } from '@oneday/ops';
import { lockTensorFlow } from '@oneday/tfjs-adapter';
import { describe, expect, it } from 'vitest';
import { addonFolder, addonName, builtAddons } from './addon-folder.ts';
import { nodeGpu } from './index.ts';

const isBuilt = platform === 'linux' && arch === 'x64';

describe.runIf(isBuilt)('a failing device', () => {
  it('that is out of memory says so, and can be used on', async () => {
    await using backend = await nodeGpu();
    const tooLarge = backend.scope((o) => {
      const rows = o.iota([2 ** 20, 1], 0, 'f32');
      return { x: add(o, o.reshape(rows, [2 ** 20, 1]), o.iota([1, 2 ** 24], 1, 'f32')) };
    });
    await expect(tooLarge).rejects.toThrow(/^node-gpu: out of memory in AddV2: .+$/);
    using one = (await backend.scope((o) => ({ x: add(o, o.constant(1, { shape: [], dtype: 'f32' }), 1) }))).x;
    expect(await backend.read(one)).toEqual(Float32Array.of(2));
  });

  it('that refuses an operation fails the run', async () => {
    await using backend = await nodeGpu();
    const program = backend.program('nine axes', (o, { x }: { x: Value }) => ({
      y: o.pad(x, Array<number>(9).fill(1), Array<number>(9).fill(0)),
    }));
    const shape = Array<number>(9).fill(1);
    await program.prepare({ x: { shape, dtype: 'f32' } });
    expect(() => program.run({ x: { shape, data: Float32Array.of(1) } }))
      .toThrow(/^node-gpu: TensorFlow refused PadV2: .+$/);
  });
});

describe.runIf(isBuilt)('TensorFlow.js', () => {
  it('serves one backend of a process at a time', async () => {
    const release = lockTensorFlow('webgpu');
    await expect(nodeGpu()).rejects.toThrow(BackendBusyError);
    release();
    await using backend = await nodeGpu();
    await expect(nodeGpu()).rejects.toThrow('backend node-gpu uses it; close that one first');
    expect(backend.name).toBe('node-gpu');
  });
});

describe.runIf(isBuilt)('an addon', () => {
  it('that was not built is not found, and one that does not load is named', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'oneday-addon-'));
    expect(builtAddons({ ONEDAY_CACHE: folder })).toEqual([]);
    expect(addonFolder('cpu', { ONEDAY_CACHE: folder })).toBe(join(folder, 'node-gpu', 'cpu'));
    const addon = join(folder, addonName);
    writeFileSync(addon, 'no library');
    const failure = nodeGpu({ addon });
    await expect(failure).rejects.toThrow(InvalidInputError);
    await expect(failure).rejects.toThrow(/^node-gpu: .+ does not load: .+; run `oneday setup node-gpu` again$/);
    rmSync(folder, { recursive: true });
    await using backend = await nodeGpu();
    expect(backend.device.description).toMatch(/through TensorFlow \d/);
  });
});
