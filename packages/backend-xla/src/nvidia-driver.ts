/** What of NVIDIA's driver is on this machine, without asking it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** The driver has two halves; a container may have the kernel's and lack the library. */
export interface NvidiaDriver {
  /** Of the part in the kernel, e.g. `580.65.06`; absent where it is not loaded. */
  readonly kernelVersion?: string;
  /** The path of `libcuda.so.1`, through which plugins find the cards. */
  readonly library?: string;
}

const LIBRARY = 'libcuda.so.1';
const LIBRARY_FOLDERS = [
  '/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib', '/lib64', '/usr/local/lib',
  '/usr/lib/wsl/lib', '/usr/local/nvidia/lib64', '/run/opengl-driver/lib',
];

/** Looks for both halves where Linux has them. @param root the root of the file system, for tests */
export function findNvidiaDriver(environment: NodeJS.ProcessEnv = process.env, root = '/'): NvidiaDriver {
  const kernelVersion = kernelVersionIn(join(root, 'proc/driver/nvidia/version'));
  const folders = [...(environment.LD_LIBRARY_PATH ?? '').split(':').filter(Boolean), ...LIBRARY_FOLDERS];
  const library = folders.map((folder) => join(root, folder, LIBRARY)).find((path) => existsSync(path));
  return {
    ...(kernelVersion === undefined ? {} : { kernelVersion }),
    ...(library === undefined ? {} : { library }),
  };
}

function kernelVersionIn(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  return /^NVRM version:.*?\s(\d+\.\d+(?:\.\d+)?)\s/m.exec(readFileSync(path, 'utf8'))?.[1];
}
