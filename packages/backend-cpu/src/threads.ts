/** Worker threads, in Node and in pages. Their code is a string, so that it needs neither a file nor a bundler. */

/** What a worker needs to enter its loop. */
export interface WorkerStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** 1 and up; the main thread is 0. */
  readonly thread: number;
  readonly scratchPointer: number;
  /** Index of the word that a trapped worker sets to 1. */
  readonly failureIndex: number;
}

/** A running worker. */
export interface WorkerHandle {
  /** Resolves when the thread has ended; ends it if it does not end by itself. */
  ended(): Promise<void>;
}

/** The part of `node:worker_threads`' worker that is used. */
interface NodeWorker {
  ref(): void;
  unref(): void;
  once(event: 'exit' | 'error', listener: () => void): void;
}

interface NodeBuiltins {
  getBuiltinModule?(
    name: 'node:worker_threads',
  ): { Worker: new (source: string, options: object) => NodeWorker } | undefined;
  getBuiltinModule?(name: 'node:os'): { availableParallelism(): number } | undefined;
  getBuiltinModule?(name: 'node:v8'): { setFlagsFromString(flag: string): void } | undefined;
  readonly versions?: { readonly node?: string };
}

const node = (globalThis as { process?: NodeBuiltins }).process;

const enterLoop = `
  const enter = ({ module, memory, thread, scratchPointer, failureIndex }) => {
    try {
      new WebAssembly.Instance(module, { env: { memory } }).exports.worker(thread, scratchPointer);
    } catch (error) {
      Atomics.store(new Int32Array(memory.buffer), failureIndex, 1);
      throw error;
    }
  };`;

/** Whether memory can be shared with workers: pages do so only where they are isolated from other origins. */
export function canShareMemory(): boolean {
  return (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated !== false;
}

/** Threads that this machine runs at once, and that can share memory. */
export function availableThreads(): number {
  if (!canShareMemory()) return 1;
  const os = node?.getBuiltinModule?.('node:os');
  return os?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1;
}

/** Node 20 has relaxed SIMD behind a flag; it adds instructions and changes no others. */
export function enableRelaxedSimd(): void {
  const major = Number(node?.versions?.node?.split('.')[0] ?? Infinity);
  if (major >= 22) return;
  const v8 = node?.getBuiltinModule?.('node:v8');
  v8?.setFlagsFromString('--experimental-wasm-relaxed-simd');
}

/** Starts a worker. It does not keep a Node process alive. */
export function startWorker(start: WorkerStart): WorkerHandle {
  const threads = node?.getBuiltinModule?.('node:worker_threads');
  return threads === undefined ? startWebWorker(start) : startNodeWorker(threads.Worker, start);
}

function startNodeWorker(
  Worker: new (source: string, options: object) => NodeWorker,
  start: WorkerStart,
): WorkerHandle {
  const source = `${enterLoop} enter(require('node:worker_threads').workerData);`;
  const worker = new Worker(source, { eval: true, workerData: start });
  const exit = new Promise<void>((resolve) => worker.once('exit', resolve));
  // A trap reaches the main thread through the failure word; without a listener it would end the process as well.
  worker.once('error', () => {});
  worker.unref();
  return {
    ended: () => {
      // Or the process could end while it waits for this thread.
      worker.ref();
      return exit;
    },
  };
}

function startWebWorker(start: WorkerStart): WorkerHandle {
  const source = `${enterLoop} onmessage = ({ data }) => { enter(data); close(); };`;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  worker.postMessage(start);
  return {
    ended: () => {
      worker.terminate();
      return Promise.resolve();
    },
  };
}
