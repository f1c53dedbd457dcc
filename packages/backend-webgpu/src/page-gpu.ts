/** The browser's WebGPU, in a page or a worker: what `#gpu` is there, so that a bundle has no Dawn in it. */
import { OnedayError } from '@oneday/core';
import type { ProvidedGpu } from './dawn.ts';
import type { Gpu } from './tfjs-backend.ts';

/** What is missing where there is no adapter. */
export const adapterNeeds = 'the browser may use no card here; chrome://gpu or about:support says why';

/** `navigator.gpu`. @throws OnedayError when the browser does not offer it here */
export async function provideGpu(): Promise<ProvidedGpu> {
  const { gpu } = globalThis.navigator as { gpu?: Gpu };
  if (gpu !== undefined) return { gpu, restore: () => {} };
  const next = globalThis.isSecureContext
    ? 'take a newer browser, or another backend' : 'open the page over https, or from localhost';
  throw new OnedayError(`webgpu: this browser offers no WebGPU here; ${next}`);
}
