/** What opening leaves in the process. */
import { describe, expect, it } from 'vitest';
import { webgpu } from './index.ts';

const surroundings = globalThis as { navigator?: { gpu?: unknown; hardwareConcurrency?: number }; GPUBuffer?: unknown };

/** What of WebGPU the process has. */
function present() {
  const { navigator, GPUBuffer } = surroundings;
  return { navigator, gpu: navigator?.gpu, cores: navigator?.hardwareConcurrency, GPUBuffer };
}

describe('navigator', () => {
  it('is the one of Node with a gpu while the backend is open, and as before from then on', async () => {
    const before = present();
    const backend = await webgpu();
    expect(present()).toMatchObject({ cores: before.cores, gpu: expect.anything() as unknown });
    if (before.navigator !== undefined) expect(surroundings.navigator).toBe(before.navigator);
    await backend.close();
    expect(present()).toEqual(before);
    expect(before.gpu).toBeUndefined();
  });

  it('is as before where no adapter opens, and the next opening works', async () => {
    const before = present();
    const opening = webgpu({ dawnOptions: ['adapter=none such'] });
    await expect(opening).rejects.toThrow(/^webgpu: no suitable backends found; Available adapters: .*$/);
    expect(present()).toEqual(before);
    await using backend = await webgpu();
    expect(backend.name).toBe('webgpu');
  });
});
