import { ConfigError, foldIn, randomBits, seedKey, showValue } from '@oneday/core';

/** The generator that resampling draws from, for reports. */
export const BOOTSTRAP_GENERATOR = 'threefry2x32-20';

/** How resampling is done. */
export interface BootstrapOptions {
  /** How often the items are drawn anew, 1 to 1,000,000. Default: 1000. */
  readonly resamples?: number;
  /** Names the draws: an integer of at least 0. Default: 12345. */
  readonly seed?: number;
  /** Gives the draws in place of the seed, each index in [0, count): for comparing with another system's. */
  readonly sample?: (resample: number, count: number) => ArrayLike<number>;
}

/** Options with everything in them. */
export interface BootstrapDraws {
  readonly resamples: number;
  readonly sample: (resample: number, count: number) => ArrayLike<number>;
}

/** @throws ConfigError for a number of resamples out of range */
export function bootstrapDraws({ resamples = 1000, seed = 12_345, sample }: BootstrapOptions): BootstrapDraws {
  if (!Number.isSafeInteger(resamples) || resamples < 1 || resamples > 1_000_000) {
    throw new ConfigError(`bootstrap: resamples must be an integer in 1…1000000; got ${showValue(resamples)}`);
  }
  return { resamples, sample: sample ?? ((resample, count) => bootstrapSample(seed, resample, count)) };
}

/**
 * The items of one resample: `count` indices below `count`, drawn with replacement by Threefry-2x32-20 from (seed,
 * 'bootstrap', number of the resample). An index is the upper part of a random word times the count.
 *
 * @returns i32[count]
 */
export function bootstrapSample(seed: number, resample: number, count: number): Int32Array {
  const key = foldIn(foldIn(seedKey(seed), 'bootstrap'), resample);
  return Int32Array.from(randomBits(key, count), (word) => Math.floor((word / 2 ** 32) * count));
}
