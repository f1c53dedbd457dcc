import { InvalidInputError } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import { tokenizerFromJson } from '@oneday/tokenizer';
import type { DayRecipe } from './recipe.ts';

/** What separates documents: GPT-2's name of it, and BERT's. */
const SEPARATORS: Readonly<Record<DayRecipe['kind'], string>> = {
  'gpt-day': '<|endoftext|>', 'quickstart': '<|endoftext|>', 'bert-day': '[SEP]',
};
const MASK = '[MASK]';

/** The special token that stands before the first document of a recipe and after each. */
export function separatorOf(kind: DayRecipe['kind']): string {
  return SEPARATORS[kind];
}

/** The special tokens that a recipe's tokenizer has, the separator first. */
export function specialTokensOf(kind: DayRecipe['kind']): readonly string[] {
  return kind === 'bert-day' ? [separatorOf(kind), MASK] : [separatorOf(kind)];
}

/**
 * The tokenizer with a mask that takes the white space before it, as RoBERTa's does. The words of byte-level BPE begin
 * with their space, so that `the [MASK] of` asks for one of them, as `the[MASK] of` does. No mask, no change.
 */
export function withMaskOfWords(tokenizer: Tokenizer): Tokenizer {
  if (!Object.hasOwn(tokenizer.specialTokens, MASK)) return tokenizer;
  const json = tokenizer.toJSON();
  const added = json.added_tokens.map((token) => (token.content === MASK ? { ...token, lstrip: true } : token));
  return tokenizerFromJson({ ...json, added_tokens: added });
}

/**
 * The id of a recipe's separator.
 * @throws InvalidInputError when the tokenizer lacks one of the special tokens that the recipe needs
 */
export function separatorId(kind: DayRecipe['kind'], { specialTokens }: Tokenizer): number {
  const missing = specialTokensOf(kind).find((token) => !Object.hasOwn(specialTokens, token));
  if (missing !== undefined) {
    const rule = `the tokenizer must have the special token ${missing}`;
    const known = Object.keys(specialTokens).join(' ') || 'none';
    throw new InvalidInputError(`recipe ${kind}: ${rule}; it has ${known}`);
  }
  return specialTokens[separatorOf(kind)]!;
}
