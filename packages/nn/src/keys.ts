/** Random keys: one for each place of a model that draws random numbers, new at every micro-batch. */
import { foldIn as foldInOnHost, seedKey } from '@oneday/core';
import type { HostArray, Ops, Value } from '@oneday/ops';
import { foldIn } from '@oneday/ops';

/**
 * The keys of one micro-batch, inside a program. Masks follow from them alone, so a recomputed block draws the same
 * ones.
 */
export class Keys {
  private readonly o: Ops;
  private readonly key: Value;

  /** @param key `u32[2]`, an input of the program: {@link microBatchKey} */
  constructor(o: Ops, key: Value) {
    this.o = o;
    this.key = key;
  }

  /** The key, `u32[2]`, of the place named `site`, folded on the device. Two sites of a model must not share a name. */
  at(site: string): Value {
    return foldIn(this.o, this.key, site);
  }
}

/**
 * What is fed for the key of a micro-batch: core's foldIn of the run's seed, 'step', the step and the micro-batch's
 * index in it. The same wherever the run was resumed and however its batches are made.
 *
 * @param step zero-based, as all steps that are indices
 */
export function microBatchKey(seed: number, step: number, microBatch: number): HostArray {
  const key = foldInOnHost(foldInOnHost(foldInOnHost(seedKey(seed), 'step'), step), microBatch);
  return { shape: [2], data: Uint32Array.from(key) };
}
