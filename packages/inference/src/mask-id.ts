import { InvalidInputError } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';

/**
 * The id of the special token that stands for what is to be guessed.
 * @throws InvalidInputError when the tokenizer has none of that text; `what` opens the message
 */
export function maskIdOf({ specialTokens }: Tokenizer, maskToken = '[MASK]', what: string): number {
  if (Object.hasOwn(specialTokens, maskToken)) return specialTokens[maskToken]!;
  const known = Object.keys(specialTokens).join(', ') || 'none';
  throw new InvalidInputError(`${what}: the tokenizer has no token ${maskToken}; its special tokens: ${known}`);
}
