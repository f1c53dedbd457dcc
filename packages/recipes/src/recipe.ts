import { ConfigError, isJsonObject, showValue, suggestName } from '@oneday/core';
import { charGpt } from './char-gpt/char-gpt.ts';
import type { CharGptRecipe } from './char-gpt/recipe.ts';
import { parseCharGpt } from './char-gpt/schema.ts';
import { bertDay } from './day/bert-day.ts';
import { gptDay, quickstart } from './day/causal-day.ts';
import type { DayRecipe } from './day/recipe.ts';
import { parseBertDay, parseCausalDay } from './day/schema.ts';

/** A whole run as plain data; `kind` says which. What is alive (backend, store) is given when it is run. */
export type Recipe = CharGptRecipe | DayRecipe;

/** What a recipe that is asked for by name is made from. */
export interface RecipeRequest {
  /** Paths, folders, or patterns of the texts to learn. */
  readonly text: readonly string[];
  /** Folder of prepared data to learn instead. */
  readonly shards?: string | undefined;
  /** Wall-clock time. Absent: the time that the recipe is named after. */
  readonly budgetSeconds?: number | undefined;
}

/** A recipe that can be asked for by name. */
export interface NamedRecipe {
  /** Its kind, and its name in the command. */
  readonly name: Recipe['kind'];
  /** One line. */
  readonly description: string;
  /**
   * The recipe with the numbers it is known by.
   * @throws ConfigError for a request that does not fit, e.g. a budget for a recipe that counts steps
   */
  make(request: RecipeRequest): Recipe;
}

/** All recipes. */
export const recipes: readonly NamedRecipe[] = [
  {
    name: 'char-gpt',
    description: 'a character GPT of 0.8 million parameters on one text (nanoGPT\'s CPU configuration)',
    make: makeCharGpt,
  },
  {
    name: 'quickstart',
    description: 'a small GPT in two minutes, on texts or the documentation of the packages installed here',
    make: (request) => quickstart(optionsOf('quickstart', request)),
  },
  {
    name: 'gpt-day',
    description: 'a modern GPT with byte-level BPE, as large as a day (or --budget) allows here',
    make: (request) => gptDay(optionsOf('gpt-day', requireText('gpt-day', request))),
  },
  {
    name: 'bert-day',
    description: 'a BERT encoder on masked tokens (crammed-BERT), as large as a day (or --budget) allows here',
    make: (request) => bertDay(optionsOf('bert-day', requireText('bert-day', request))),
  },
];

function makeCharGpt({ text, shards, budgetSeconds }: RecipeRequest): Recipe {
  if (shards !== undefined) {
    const next = 'take gpt-day for prepared data';
    throw new ConfigError(`recipe char-gpt: it learns the characters of a text; ${next}; got ${showValue(shards)}`);
  }
  const [textFile, ...others] = text;
  if (textFile === undefined || others.length > 0) {
    throw new ConfigError(`recipe char-gpt: it learns one text file; name it (--text); got ${showValue(text)}`);
  }
  if (budgetSeconds !== undefined) {
    const next = 'set training.steps instead, or take gpt-day';
    throw new ConfigError(`recipe char-gpt: it counts steps and takes no budget; ${next}; got ${budgetSeconds} s`);
  }
  return charGpt({ textFile });
}

function requireText(name: string, request: RecipeRequest): RecipeRequest {
  if (request.text.length > 0 || request.shards !== undefined) return request;
  const next = 'name files, folders or patterns (--text), or prepared data (--data)';
  throw new ConfigError(`recipe ${name}: it needs a text to learn; ${next}`);
}

/** What is asked for, without what is absent. */
function optionsOf(name: string, { text, shards, budgetSeconds }: RecipeRequest) {
  if (text.length > 0 && shards !== undefined) {
    throw new ConfigError(`recipe ${name}: it learns texts or prepared data; got both: leave one out`);
  }
  return {
    text, ...(budgetSeconds !== undefined && { budgetSeconds }), ...(shards !== undefined && { data: { shards } }),
  };
}

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
  if (kind === 'quickstart' || kind === 'gpt-day') return parseCausalDay(value, kind);
  if (kind === 'bert-day') return parseBertDay(value);
  if (typeof kind === 'string') throw unknownRecipe(kind);
  throw new ConfigError(`recipe: an object with a kind expected; got ${showValue(value)}`);
}

function unknownRecipe(name: string): ConfigError {
  const known = recipes.map((recipe) => recipe.name);
  return new ConfigError(`unknown recipe ${showValue(name)}; ${suggestName(name, known)}`);
}
