import { InvalidInputError } from '@oneday/core';
import type { TokenArray } from './token-array.ts';

/** A corpus cut in two. */
export interface TokenSplit<A extends TokenArray> {
  readonly training: A;
  readonly validation: A;
}

/**
 * Cuts a corpus at ⌊length · trainingFraction⌋: training before, validation after, as nanoGPT's `prepare.py` does. Both
 * parts are views of the given tokens.
 *
 * @param tokens the whole corpus in reading order
 * @param trainingFraction share of the training part, between 0 and 1
 * @throws InvalidInputError when a part would be empty
 */
export function splitTokens<A extends TokenArray>(tokens: A, trainingFraction: number): TokenSplit<A> {
  const cut = Math.floor(tokens.length * trainingFraction);
  if (!(cut > 0 && cut < tokens.length)) {
    throw new InvalidInputError(
      `splitTokens: both parts must have tokens; got ${tokens.length} tokens cut at a fraction of ${trainingFraction}`,
    );
  }
  return { training: tokens.subarray(0, cut) as A, validation: tokens.subarray(cut) as A };
}
