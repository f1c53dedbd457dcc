import { readTextFile } from '@oneday/data/node';
import { prepareRecipe } from './prepare-recipe.ts';
import type { PreparedRecipe } from './prepare-recipe.ts';
import type { Recipe } from './recipe.ts';
import { runPrepared } from './run-recipe.ts';
import type { LiveParts, RecipeRun } from './run-recipe.ts';

/**
 * Reads a recipe's text from its file and prepares the recipe.
 * @throws InvalidInputError when the file is no text, or too short for the recipe
 */
export async function readRecipe(recipe: Recipe): Promise<PreparedRecipe> {
  return prepareRecipe(recipe, await readTextFile(recipe.textFile));
}

/** Runs a recipe on the text in its `textFile`. Everything that goes wrong ends the run through its `done`. */
export function runRecipe(recipe: Recipe, live: LiveParts): RecipeRun {
  return runPrepared(() => readRecipe(recipe), live);
}
