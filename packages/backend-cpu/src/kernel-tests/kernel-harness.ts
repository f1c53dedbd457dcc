import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { controlBlock, kernelsBase64, memoryBase, opcodes, type OpcodeName } from '../generated/kernels.ts';

/** A guarded block of the kernels' memory: `floats` and `ints` show the same bytes. */
export interface Block {
  readonly pointer: number;
  readonly floats: Float32Array;
  readonly ints: Int32Array;
}

/** An argument slot: an i32 or pointer as a number, a block's pointer, or an f32. */
export type Slot = number | Block | { readonly f32: number };

export interface KernelHarness {
  /** A new block, filled with NaN or with the given values, with guard words before and behind. */
  block(content: number | ArrayLike<number>): Block;
  intBlock(content: ArrayLike<number>): Block;
  /** Runs one kernel and returns once all its threads are done. */
  run(opcode: OpcodeName, slots: readonly Slot[], threads?: number): void;
  /** Throws if a guard word was overwritten, then frees all blocks. */
  reset(): void;
  close(): Promise<void>;
}

/** A NaN, so that a kernel whose result depends on what lies behind a block is found out. */
const guardWord = 0x7fc5ca1a;
const guardBytes = 128;

const workerSource = `
  const { workerData: { module, memory, thread, scratch, failureIndex } } = require('node:worker_threads');
  try {
    new WebAssembly.Instance(module, { env: { memory } }).exports.worker(thread, scratch);
  } catch (error) {
    Atomics.store(new Int32Array(memory.buffer), failureIndex, 1);
    throw error;
  }`;

interface KernelExports {
  run(opcode: number, args: number, threads: number, scratch: number): number;
  close(): void;
}

/** The real kernels on real threads, without the engine: what the kernels' own tests run. */
export async function openKernels(threads: number, megabytes = 64): Promise<KernelHarness> {
  if (Number(process.versions.node.split('.')[0]) < 22) setFlagsFromString('--experimental-wasm-relaxed-simd');
  const module = new WebAssembly.Module(Buffer.from(kernelsBase64, 'base64'));
  const memory = new WebAssembly.Memory({ initial: megabytes * 16, maximum: 65536, shared: true });
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
  const words = new Int32Array(memory.buffer);
  let top = memoryBase;
  const take = (bytes: number): number => {
    const pointer = top;
    top += (bytes + 63) & ~63;
    if (top > memory.buffer.byteLength) throw new Error(`kernel harness: ${megabytes} MiB are used up`);
    return pointer;
  };
  const args = take(1024);
  const scratch = Array.from({ length: threads }, () => take(controlBlock.scratchBytes));
  const workers = scratch.slice(1).map((pointer, index) => {
    const failureIndex = controlBlock.failureAddress / 4;
    const workerData = { module, memory, thread: index + 1, scratch: pointer, failureIndex };
    return new Worker(workerSource, { eval: true, workerData });
  });
  const exits = workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve)));
  // A trap shows in the result of `run`; without a listener it would end the test process.
  for (const worker of workers) worker.on('error', () => {});
  while (Atomics.load(words, controlBlock.readyCountAddress / 4) < threads - 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }

  const firstBlock = top;
  const guards: { readonly from: number; readonly to: number }[] = [];
  const raw = (length: number): Block => {
    const pointer = take(guardBytes) + guardBytes;
    const end = pointer + length * 4;
    top = end;
    take(guardBytes);
    const around = [
      { from: pointer / 4 - guardBytes / 4, to: pointer / 4 },
      { from: end / 4, to: (end + guardBytes) / 4 },
    ];
    for (const { from, to } of around) words.fill(guardWord, from, to);
    guards.push(...around);
    top = (top + 63) & ~63;
    const floats = new Float32Array(memory.buffer, pointer, length);
    return { pointer, floats, ints: new Int32Array(memory.buffer, pointer, length) };
  };

  return {
    block(content) {
      const block = raw(typeof content === 'number' ? content : content.length);
      if (typeof content === 'number') block.floats.fill(Number.NaN);
      else block.floats.set(content);
      return block;
    },
    intBlock(content) {
      const block = raw(content.length);
      block.ints.set(content);
      return block;
    },
    run(opcode, slots, threadsUsed = 1) {
      const floatSlots = new Float32Array(memory.buffer, args, slots.length);
      slots.forEach((slot, index) => {
        if (typeof slot === 'number') words[args / 4 + index] = slot;
        else if ('pointer' in slot) words[args / 4 + index] = slot.pointer;
        else floatSlots[index] = slot.f32;
      });
      const failed = kernels.run(opcodes[opcode], args, threadsUsed, scratch[0] ?? 0);
      if (failed) throw new Error(`${opcode}: a worker trapped`);
    },
    reset() {
      for (const { from, to } of guards) {
        const broken = words.subarray(from, to).findIndex((word) => word !== guardWord);
        if (broken >= 0) throw new Error(`a kernel wrote outside its block, at byte ${(from + broken) * 4}`);
      }
      guards.length = 0;
      top = firstBlock;
    },
    async close() {
      kernels.close();
      await Promise.all(exits);
    },
  };
}
