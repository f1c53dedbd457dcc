import { gzipBitsPerByte } from '@oneday/evaluator/node';
import { readTextFile } from '@oneday/data/node';
import { prepareCharGpt } from './char-gpt/prepare-char-gpt.ts';
import { prepareDay } from './day/prepare-day.ts';
import type { DayRecipe } from './day/recipe.ts';
import { documentationCorpus } from './node/quickstart/documentation-corpus.ts';
import { textCorpus } from './node/quickstart/text-corpus.ts';
import type { PreparedRecipe, PrepareOptions } from './prepared-recipe.ts';
import type { CorpusPart, QuickstartCorpus } from './quickstart/corpus.ts';
import type { Recipe } from './recipe.ts';
import { runPrepared } from './run-recipe.ts';
import type { LiveParts, RecipeRun } from './run-recipe.ts';

/**
 * Reads a recipe's text from its files and prepares the recipe. Where a recipe with a budget names none, it learns the
 * documentation of the packages that are installed in or above the working folder.
 *
 * @throws InvalidInputError when there is no text in a file, or too little for the recipe
 */
export async function readRecipe(recipe: Recipe, options: PrepareOptions): Promise<PreparedRecipe> {
  if (recipe.kind === 'char-gpt') return prepareCharGpt(recipe, await readTextFile(recipe.textFile));
  const corpus = await readCorpus(recipe, options.seed);
  const prepared = await prepareDay(recipe, corpus, options);
  if (recipe.kind === 'bert-day') return prepared;
  const { bitsPerByte } = await gzipBitsPerByte(bytesOf(corpus.heldOut));
  return { ...prepared, baselines: { ...prepared.baselines, gzipBitsPerByte: bitsPerByte } };
}

/** Runs a recipe on the text in its files. Everything that goes wrong ends the run through its `done`. */
export function runRecipe(recipe: Recipe, live: LiveParts): RecipeRun {
  return runPrepared(() => readRecipe(recipe, live), live);
}

function readCorpus({ text }: DayRecipe, seed: number): Promise<QuickstartCorpus> {
  if (text.length === 0) return documentationCorpus({ folder: '.', seed });
  return textCorpus({ patterns: text, seed });
}

function* bytesOf({ documents }: CorpusPart): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const { text } of documents) yield encoder.encode(text);
}
