import type { Tokenizer } from '@oneday/core';

/** What recipes put before and after each document: the names of GPT-2 and of BERT. */
const SEPARATORS = ['<|endoftext|>', '[SEP]'] as const;

/** The text of the special token that separates documents, where the tokenizer has one. */
export function separatorTokenOf({ specialTokens }: Tokenizer): string | undefined {
  return SEPARATORS.find((candidate) => Object.hasOwn(specialTokens, candidate));
}

/** The id of the special token that separates documents, where the tokenizer has one. */
export function separatorOf(tokenizer: Tokenizer): number | undefined {
  const token = separatorTokenOf(tokenizer);
  return token === undefined ? undefined : tokenizer.specialTokens[token];
}
