import { InvalidInputError } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
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
