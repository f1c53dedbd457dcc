import { OnedayError } from '@oneday/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { provideGpu } from './page-gpu.ts';

afterEach(() => vi.unstubAllGlobals());

describe('a browser without WebGPU', () => {
  it.each([
    [true, 'take a newer browser, or another backend'],
    [false, 'open the page over https, or from localhost'],
  ])('says what to do, in a secure context or not: %s', async (isSecureContext, next) => {
    vi.stubGlobal('navigator', {});
    vi.stubGlobal('isSecureContext', isSecureContext);
    const message = `webgpu: this browser offers no WebGPU here; ${next}`;
    await expect(provideGpu()).rejects.toThrow(new OnedayError(message));
  });
});
