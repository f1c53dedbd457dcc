import { InvalidInputError } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import type { TextDocument } from '@oneday/data';
import { trainByteLevelBpe } from '@oneday/tokenizer';
import type { HeldOutSplit } from '../quickstart/corpus.ts';
import type { DayRecipe, SizedRecipe } from './recipe.ts';

/** A text as tokens. */
export interface TokenCorpus {
  readonly tokenizer: Tokenizer;
  readonly training: Int32Array;
  readonly heldOut: Int32Array;
}

/** What separates documents: GPT-2's name of it, and BERT's. */
const separators: Readonly<Record<DayRecipe['kind'], string>> = {
  'gpt-day': '<|endoftext|>', 'quickstart': '<|endoftext|>', 'bert-day': '[SEP]',
};
const MASK = '[MASK]';

/**
 * Trains a byte-level BPE on the training text and turns both sides into tokens.
 *
 * @param given the tokenizer of the run that is resumed, instead of training one
 * @throws InvalidInputError when there is no text, or the given tokenizer is another recipe's
 */
export async function tokenCorpus(
  { kind, size: { vocabSize } }: SizedRecipe, { training, heldOut }: HeldOutSplit, given: Tokenizer | undefined,
): Promise<TokenCorpus> {
  const separator = separators[kind];
  const specialTokens = kind === 'bert-day' ? [separator, MASK] : [separator];
  const texts = training.documents.map(({ text }) => text);
  const tokenizer = given ?? await trainByteLevelBpe(texts, { vocabSize, specialTokens });
  return {
    tokenizer,
    training: tokensOf(training.documents, tokenizer, separator),
    heldOut: tokensOf(heldOut.documents, tokenizer, separator),
  };
}

/** Documents as one run of tokens. The separator stands before the first and after each, so that all else is scored. */
function tokensOf(documents: readonly TextDocument[], tokenizer: Tokenizer, separator: string): Int32Array {
  const { specialTokens } = tokenizer;
  if (!Object.hasOwn(specialTokens, separator)) {
    const known = Object.keys(specialTokens).join(' ');
    throw new InvalidInputError(`the tokenizer has no token ${separator}, only ${known || 'none'}; use the run's own`);
  }
  const pieces = documents.map(({ text }) => tokenizer.encode(text, { addSpecialTokens: false }).ids);
  const length = pieces.reduce((sum, ids) => sum + ids.length + 1, 1);
  const tokens = new Int32Array(length).fill(specialTokens[separator]!);
  let at = 1;
  for (const ids of pieces) {
    tokens.set(ids, at);
    at += ids.length + 1;
  }
  return tokens;
}
