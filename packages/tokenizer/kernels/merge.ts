/** Byte-pair encoding (Sennrich et al. 2016): from the symbols of a piece to its tokens. */

import { mergeLong } from './merge-long';
import { MAX_SHORT, mergeShort } from './merge-short';

/** Token of each of the 256 bytes. */
let byteIds: usize = 0;

export function useByteIds(ids: usize): void {
  byteIds = ids;
}

/**
 * Applies merges in place, the lowest rank first and of equal ones the leftmost, until none is left.
 *
 * @param symbols tokens, `length` of them; the tokens that are left come to stand at the front
 * @param starts where the first symbols of these were goes here; 0: nowhere
 * @returns how many are left
 */
export function merge(symbols: usize, length: usize, starts: usize): usize {
  if (length == 0) return 0;
  return length <= MAX_SHORT ? mergeShort(symbols, length, starts) : mergeLong(symbols, length, starts);
}

/** Merges the bytes of a piece. @param output room for an integer a byte @returns how many tokens it has */
export function mergeBytes(from: usize, length: usize, output: usize): usize {
  for (let i: usize = 0; i < length; i++) {
    store<i32>(output + 4 * i, load<i32>(byteIds + 4 * <usize>load<u8>(from + i)));
  }
  return merge(output, length, 0);
}
