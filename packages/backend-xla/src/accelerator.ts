/** Whether this backend is the one to choose when nobody has chosen. */
import process from 'node:process';
import { findNvidiaDriver } from './nvidia-driver.ts';
import { findPlugin, installedKinds } from './plugin-folder.ts';
import { probePlugin } from './probe-plugin.ts';

/** What {@link findAccelerator} found. */
export type Accelerator =
  | { readonly isThere: true; /** As its driver names it. */ readonly device: string }
  | { readonly isThere: false; /** One clause. */ readonly reason: string };

/**
 * Whether there are both a plugin and an accelerator that it opens. On a processor alone XLA is no gain over the `cpu`
 * backend, so a plugin for that does not count. Looks at files first; only where these say that there may be one, the
 * plugin is tried in a process of its own, and what that found is kept. Never throws.
 */
export async function findAccelerator(): Promise<Accelerator> {
  const given = process.env.ONEDAY_XLA_PLUGIN;
  const kinds = installedKinds().filter((kind) => kind !== 'cpu');
  if (given === undefined && kinds.length === 0) return { isThere: false, reason: 'no plugin for one is installed' };
  // A plugin of the user's own may be for another vendor's device.
  if (given === undefined && findNvidiaDriver().library === undefined) {
    return { isThere: false, reason: 'NVIDIA\'s driver (libcuda.so.1) is not there' };
  }
  try {
    const { platform, device } = await probePlugin(findPlugin(given, kinds));
    return platform === 'cpu'
      ? { isThere: false, reason: 'the plugin is for processors' }
      : { isThere: true, device };
  } catch (error) {
    return { isThere: false, reason: (error as Error).message };
  }
}
