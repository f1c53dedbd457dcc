/** Cuts texts into pieces; no merge crosses one. */

import { cl100kEnd, gpt2End, o200kEnd } from './patterns';
import { setGoesOn, useTraits } from './text';

/** Patterns by number; the others are cl100k's, with so many digits in a piece. */
const WHOLE_TEXT = 0;
const GPT2 = 100;
const O200K = 101;

/** No pattern looks at more bytes behind a piece, unless to see how far a run goes on. */
const LOOKAHEAD: usize = 16;

/** So many pieces are cut at a time. */
export const PIECES_AT_ONCE: usize = 1024;

/** Where the pieces end that were cut last. */
export const pieceEnds = memory.data(4 * 1024, 16);

let pattern = 0;

/** Sets how texts are cut. @param traits by code point, as in text.ts */
export function usePattern(number: i32, traits: usize): void {
  pattern = number;
  useTraits(traits);
}

/**
 * Leaves in `pieceEnds` where the next pieces of a text end.
 *
 * @param from where the first begins
 * @param end of the text; at least 32 zeros follow
 * @param isWhole whether nothing follows: else the last pieces, which that might change, are left out
 * @returns how many; fewer than PIECES_AT_ONCE where no more are known
 */
export function cut(from: usize, end: usize, isWhole: bool): usize {
  setGoesOn(!isWhole);
  const lastEnd = isWhole ? end : end - LOOKAHEAD;
  let count: usize = 0;
  for (; count < PIECES_AT_ONCE && from < end; count++) {
    from = pieceEnd(from, end);
    if (from > lastEnd) break;
    store<usize>(pieceEnds + 4 * count, from);
  }
  return count;
}

// @ts-ignore: decorator
@inline
function pieceEnd(from: usize, end: usize): usize {
  if (pattern == GPT2) return gpt2End(from, end);
  if (pattern == O200K) return o200kEnd(from, end);
  return pattern == WHOLE_TEXT ? end : cl100kEnd(from, end, pattern);
}
