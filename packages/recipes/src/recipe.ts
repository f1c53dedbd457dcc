import { ConfigError, isJsonObject, showValue, suggestName } from '@oneday/core';
import { charGpt } from './char-gpt/char-gpt.ts';
import type { CharGptRecipe } from './char-gpt/recipe.ts';
import { parseCharGpt } from './char-gpt/schema.ts';

/** A whole run as plain data; `kind` says which. What is alive (backend, store) is given when it is run. */
export type Recipe = CharGptRecipe;

/** A recipe that can be asked for by name. */
export interface NamedRecipe {
  /** Its kind, and its name in the command. */
  readonly name: Recipe['kind'];
  /** One line. */
  readonly description: string;
  /** The recipe with the numbers it is known by. */
  make(textFile: string): Recipe;
}

/** All recipes. */
export const recipes: readonly NamedRecipe[] = [
  {
    name: 'char-gpt',
    description: 'a character GPT of 0.8 million parameters on one text (nanoGPT\'s CPU configuration)',
    make: (textFile) => charGpt({ textFile }),
  },
];

/** The recipe of that name. @throws ConfigError for an unknown name, with the nearest known one */
export function findRecipe(name: string): NamedRecipe {
  const recipe = recipes.find((candidate) => candidate.name === name);
  if (recipe === undefined) throw unknownRecipe(name);
  return recipe;
}

/**
 * Checks plain data as a recipe, e.g. what `JSON.parse` gave.
 * @throws ConfigError for an unknown kind or key, with the nearest known one, and for a missing or wrong value
 */
export function parseRecipe(value: unknown): Recipe {
  const kind = isJsonObject(value) ? value.kind : undefined;
  if (kind === 'char-gpt') return parseCharGpt(value);
  if (typeof kind === 'string') throw unknownRecipe(kind);
  throw new ConfigError(`recipe: an object with a kind expected; got ${showValue(value)}`);
}

function unknownRecipe(name: string): ConfigError {
  const known = recipes.map((recipe) => recipe.name);
  return new ConfigError(`unknown recipe ${showValue(name)}; ${suggestName(name, known)}`);
}
