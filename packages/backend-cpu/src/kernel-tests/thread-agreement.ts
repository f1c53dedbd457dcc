import { type Block, type KernelHarness, type Slot } from './kernel-harness.ts';
import type { OpcodeName } from '../generated/kernels.ts';

/** A call of a kernel, set up afresh for each number of threads. */
export interface KernelCall {
  readonly slots: readonly Slot[];
  readonly outputs: readonly Block[];
}

/** What a kernel wrote, copied out of its blocks. */
export interface KernelOutput {
  readonly floats: Float32Array;
  readonly ints: Int32Array;
}

/**
 * Runs a kernel on 1, 2 and 3 threads and returns its outputs. Throws if a bit of them depends on the number of threads
 * or if anything outside the blocks was written.
 */
export function runOnAllThreads(
  kernels: KernelHarness,
  opcode: OpcodeName,
  prepare: () => KernelCall,
): readonly KernelOutput[] {
  let first: readonly KernelOutput[] | undefined;
  for (const threads of [1, 2, 3]) {
    const { slots, outputs } = prepare();
    kernels.run(opcode, slots, threads);
    const results = outputs.map(({ ints }) => {
      const copy = ints.slice();
      return { ints: copy, floats: new Float32Array(copy.buffer) };
    });
    kernels.reset();
    first ??= results;
    for (const [output, { ints }] of results.entries()) {
      const index = ints.findIndex((word, at) => word !== first?.[output]?.ints[at]);
      if (index >= 0) throw new Error(`${opcode}: output ${output} differs at ${index} with ${threads} threads`);
    }
  }
  return first ?? [];
}

/** Sizes around the vector width, the work split (64) and the unrolling of the loops. */
export const oddSizes = [0, 1, 2, 3, 4, 5, 7, 8, 9, 63, 64, 65, 127, 131, 1000] as const;
