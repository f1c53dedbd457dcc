import { InvalidInputError, NOT_SCORED } from '@oneday/core';

/**
 * Adds the tokens of `ids` to `counts`: `counts[id]` grows by one for each. Positions that are not scored (−100) are
 * left out, so that the labels of a batch can be counted as they are. Counts are float64, exact up to 2^53.
 *
 * @param counts f64[V], changed in place
 * @throws InvalidInputError for an id outside [0, V)
 */
export function countTokens(ids: Int32Array, counts: Float64Array): void {
  for (const id of ids) {
    if (id === NOT_SCORED) continue;
    if (id < 0 || id >= counts.length) {
      throw new InvalidInputError(`countTokens: ids must be in [0, ${counts.length}); got ${id}`);
    }
    counts[id]! += 1;
  }
}

/**
 * Adds bytes to `counts`: `counts[byte]` grows by one for each.
 *
 * @param counts f64[256], changed in place
 */
export function countBytes(bytes: Uint8Array, counts: Float64Array): void {
  if (counts.length !== 256) {
    throw new InvalidInputError(`countBytes: counts must have 256 places; got ${counts.length}`);
  }
  for (const byte of bytes) counts[byte]! += 1;
}
