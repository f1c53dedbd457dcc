/** Opening this backend. */
import { InvalidInputError } from '@oneday/core';
import type { Backend, BackendOptions } from '@oneday/ops';
import { createBackend } from '@oneday/ops';
import type { KernelBinding } from './cpu-kernel.ts';
import { CpuEngine } from './engine.ts';
import { nativeKernels } from './fused/native-kernels.ts';
import { controlBlock } from './generated/kernels.ts';
import { KernelRunner } from './kernel-runner.ts';
import { availableThreads, canShareMemory } from './threads.ts';

/** Options of {@link cpu}. */
export interface CpuOptions extends BackendOptions {
  /**
   * Threads that compute, 1 … 63. Default: as many as the machine runs at once, at most 16; one in a page that is not
   * cross-origin isolated, where no more are possible. Results do not depend on it.
   */
  readonly threads?: number;
  /** Kernels for ops of your own, made by `cpuKernel`; they take the place of ours for the same op. */
  readonly kernels?: readonly KernelBinding[];
  /**
   * `references` runs every fused op by its reference: slow, for finding out whether a kernel is wrong. Default
   * `native`.
   */
  readonly fusedOps?: 'native' | 'references';
}

/** Opens the backend that is always there: WebAssembly kernels on all cores. */
export async function cpu(options: CpuOptions = {}): Promise<Backend> {
  const {
    threads = Math.min(availableThreads(), 16),
    kernels = [],
    fusedOps = 'native',
    demandNative = false,
  } = options;
  if (!Number.isInteger(threads) || threads < 1 || threads >= controlBlock.maximumThreads) {
    throw new InvalidInputError(
      `cpu: threads must be an integer in 1…${controlBlock.maximumThreads - 1}; got ${threads}`,
    );
  }
  if (threads > 1 && !canShareMemory()) {
    throw new InvalidInputError(
      `cpu: threads must be 1 in a page that is not cross-origin isolated; got ${threads}; leave it out, or serve ` +
        'the page with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp',
    );
  }
  const runner = await KernelRunner.open(threads);
  return createBackend(new CpuEngine(runner, [...(fusedOps === 'native' ? nativeKernels : []), ...kernels]), {
    demandNative,
  });
}
