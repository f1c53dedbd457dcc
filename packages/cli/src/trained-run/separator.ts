import type { Tokenizer } from '@oneday/core';

/** What recipes put before and after each document: the names of GPT-2 and of BERT. */
const SEPARATORS = ['<|endoftext|>', '[SEP]'] as const;

/** The token that separates documents, where the tokenizer has one. */
export function separatorOf({ specialTokens }: Tokenizer): number | undefined {
  const name = SEPARATORS.find((candidate) => Object.hasOwn(specialTokens, candidate));
  return name === undefined ? undefined : specialTokens[name];
}
