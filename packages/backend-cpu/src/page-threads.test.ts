/** Without isolation from other origins a page has no memory that workers could share. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cpu } from './index.ts';

afterEach(() => vi.unstubAllGlobals());

describe('in a page that is not cross-origin isolated', () => {
  it('the default is one thread', async () => {
    vi.stubGlobal('crossOriginIsolated', false);
    await using backend = await cpu();
    expect(backend.device.description).toBe('WebAssembly SIMD, 1 thread');
  });

  it('more are refused with one line that says what to do', async () => {
    vi.stubGlobal('crossOriginIsolated', false);
    await expect(cpu({ threads: 2 })).rejects.toThrow(
      /^cpu: threads must be 1 in a page that is not cross-origin isolated; got 2; leave it out, or .*require-corp$/,
    );
  });
});
