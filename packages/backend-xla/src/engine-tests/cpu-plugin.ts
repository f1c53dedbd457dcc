import { arch, platform } from 'node:process';
import { describe } from 'vitest';
import { xla } from '../index.ts';
import type { XlaOptions } from '../index.ts';

/** `describe` where `oneday setup xla --cpu` has a plugin: on this platform alone. */
export const describeOnCpu = describe.runIf(platform === 'linux' && arch === 'x64');

/** Opens the processor's plugin; small programs are compiled anew. */
export const openCpu = (options: XlaOptions = {}) => xla({ kind: 'cpu', cache: false, ...options });
