/** What the host calls. */

export { PIECES_AT_ONCE, cut, pieceEnds, usePattern } from './cut';
export { encode, encodedBytes, useTokens } from './encode';
export { merge } from './merge';
export { useMerges } from './merges';

/** Memory for the host. */
export function allocate(bytes: usize): usize {
  return heap.alloc(bytes);
}

/** Gives it back. */
export function free(address: usize): void {
  heap.free(address);
}
