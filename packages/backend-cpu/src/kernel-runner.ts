/** The kernels' WebAssembly module on its threads. */
import { controlBlock, kernelsBase64, opcodes } from './generated/kernels.ts';
import type { OpcodeName } from './generated/kernels.ts';
import { KernelMemory } from './memory.ts';
import { enableRelaxedSimd, startWorker } from './threads.ts';
import type { WorkerHandle } from './threads.ts';

interface KernelExports {
  /** 0, or 1 when a worker trapped. */
  run(opcode: number, argumentsPointer: number, threads: number, scratchPointer: number): number;
  close(): void;
}

/** Runs kernels, one at a time, each on up to `threads` threads; the main thread is one of them. */
export class KernelRunner {
  readonly memory: KernelMemory;
  readonly threads: number;
  private readonly kernels: KernelExports;
  private readonly scratchPointer: number;
  private readonly workers: readonly WorkerHandle[];

  private constructor(
    memory: KernelMemory,
    kernels: KernelExports,
    scratchPointer: number,
    workers: readonly WorkerHandle[],
  ) {
    this.memory = memory;
    this.kernels = kernels;
    this.scratchPointer = scratchPointer;
    this.workers = workers;
    this.threads = workers.length + 1;
  }

  /** Compiles the module, starts the workers and waits until they listen. */
  static async open(threads: number): Promise<KernelRunner> {
    enableRelaxedSimd();
    const module = await WebAssembly.compile(bytesOf(kernelsBase64));
    const memory = new KernelMemory();
    const instance = await WebAssembly.instantiate(module, { env: { memory: memory.memory } });
    const scratch = Array.from({ length: threads }, () => memory.allocator.allocate(controlBlock.scratchBytes));
    const failureIndex = controlBlock.failureAddress / 4;
    const workers = scratch
      .slice(1)
      .map((scratchPointer, i) =>
        startWorker({ module, memory: memory.memory, thread: i + 1, scratchPointer, failureIndex }),
      );
    const words = memory.words(0, controlBlock.memoryBase / 4);
    while (Atomics.load(words, controlBlock.readyCountAddress / 4) < workers.length) {
      if (Atomics.load(words, failureIndex) !== 0) throw new Error('cpu: a worker thread failed to start');
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return new KernelRunner(memory, instance.exports as unknown as KernelExports, scratch[0]!, workers);
  }

  /** Runs a kernel whose slots stand at `argumentsPointer`. */
  run(opcode: OpcodeName, argumentsPointer: number, threads: number): void {
    const failed = this.kernels.run(opcodes[opcode], argumentsPointer, threads, this.scratchPointer);
    if (failed !== 0) throw new Error(`${opcode}: a worker thread trapped`);
  }

  /** Makes the workers end and waits for it. */
  async close(): Promise<void> {
    this.kernels.close();
    await Promise.all(this.workers.map((worker) => worker.ended()));
  }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
