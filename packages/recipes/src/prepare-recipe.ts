import { prepareCharGpt } from './char-gpt/prepare-char-gpt.ts';
import { prepareDay } from './day/prepare-day.ts';
import type { PreparedRecipe, PrepareOptions } from './prepared-recipe.ts';
import { splitHeldOut } from './quickstart/split-held-out.ts';
import type { Recipe } from './recipe.ts';
import { keepInMemory } from './token-corpus.ts';

/**
 * Prepares a recipe on a text that is in memory. Of a text for a recipe with a budget, the end is held out.
 *
 * @throws InvalidInputError when the text is too short, or not expressible in the given tokenizer
 * @throws ConfigError when the model's sizes do not fit each other
 */
export async function prepareRecipe(recipe: Recipe, text: string, options: PrepareOptions): Promise<PreparedRecipe> {
  if (recipe.kind === 'char-gpt') return prepareCharGpt(recipe, text, keepInMemory, options);
  const source = recipe.text.join(' ') || 'text';
  const caller = `recipe ${recipe.kind}`;
  const split = splitHeldOut([{ text, source }], { groupings: [], seed: options.seed, caller });
  return prepareDay(recipe, split, { ...options, keep: keepInMemory });
}
