import { arch, platform } from 'node:process';
import { describe } from 'vitest';
import { findPlugin, xla } from '../index.ts';
import type { XlaOptions } from '../index.ts';
import { PjrtClient } from '../pjrt/client.ts';
import { PjrtPlugin } from '../pjrt/plugin.ts';

/** `describe` where `oneday setup xla --cpu` has a plugin: on this platform alone. */
export const describeOnCpu = describe.runIf(platform === 'linux' && arch === 'x64');

/** Opens the processor's plugin; small programs are compiled anew. */
export const openCpu = (options: XlaOptions = {}) => xla({ kind: 'cpu', cache: false, ...options });

/** A client of the processor's plugin, without what stands above it. */
export const openCpuClient = async () => PjrtClient.open(await PjrtPlugin.load(findPlugin(undefined, ['cpu']).path));
