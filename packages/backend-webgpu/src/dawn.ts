/**
 * Dawn in Node, put where a page has the browser's WebGPU, which is where TensorFlow.js looks for it. In bundles for
 * browsers `page-gpu.ts` stands in its place.
 */
import { OnedayError } from '@oneday/core';
import type { Gpu } from './tfjs-backend.ts';

/** WebGPU, with what takes it away again. */
export interface ProvidedGpu {
  readonly gpu: Gpu;
  /** Restores the globals of the process; Dawn ends when nothing refers to it. */
  restore(): void;
}

/** What is missing where there is no adapter. */
export const adapterNeeds =
  'Linux needs the loader and a driver of Vulkan (libvulkan1 with the card’s driver, or mesa-vulkan-drivers to ' +
  'compute on the processor)';

const surroundings = globalThis as { navigator?: { gpu?: Gpu } };

/**
 * A page's `navigator.gpu`, or Dawn's, which becomes `navigator.gpu`; WebGPU's classes and constants become globals.
 *
 * @param options Dawn's, such as `adapter=…` or `backend=…` @throws OnedayError where Dawn does not load
 */
export async function provideGpu(options: readonly string[]): Promise<ProvidedGpu> {
  const present = surroundings.navigator?.gpu;
  if (present !== undefined) return { gpu: present, restore: () => {} };
  const { create, globals } = await import('webgpu').catch((cause: unknown) => {
    const reason = (cause as Error).message.split('\n')[0];
    throw new OnedayError(`webgpu: Dawn does not load here: ${reason}`, { cause });
  });
  const gpu = create([...options]);
  const restoreGlobals = addMissing(globalThis, { ...globals, navigator: {} });
  const restoreGpu = addMissing(surroundings.navigator!, { gpu });
  return {
    gpu,
    restore: () => {
      restoreGpu();
      restoreGlobals();
    },
  };
}

/** Adds the properties that `target` has not. @returns what takes them away again */
function addMissing(target: object, properties: object): () => void {
  const added = Object.entries(properties).filter(([name]) => !(name in target));
  for (const [name, value] of added) {
    Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: false });
  }
  return () => added.forEach(([name]) => Reflect.deleteProperty(target, name));
}
