import { readFile } from 'node:fs/promises';
import { InvalidInputError, parseJson } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import { isPrepared, preparedLayout, readTextFile, requirePrepared } from '@oneday/data/node';
import { gzipBitsPerByte } from '@oneday/evaluator/node';
import { tokenizerFromJson } from '@oneday/tokenizer';
import { prepareCharGpt, prepareCharGptOnTokens } from './char-gpt/prepare-char-gpt.ts';
import { prepareDay, prepareDayOnTokens } from './day/prepare-day.ts';
import type { DayRecipe } from './day/recipe.ts';
import { separatorOf } from './day/special-tokens.ts';
import { documentationCorpus } from './node/quickstart/documentation-corpus.ts';
import { textCorpus } from './node/quickstart/text-corpus.ts';
import { keepInShards, openShardCorpus } from './node/shard-corpus.ts';
import type { PreparedRecipe, PrepareOptions } from './prepared-recipe.ts';
import type { QuickstartCorpus } from './quickstart/corpus.ts';
import type { Recipe } from './recipe.ts';
import { runPrepared } from './run-recipe.ts';
import type { LiveParts, RecipeRun } from './run-recipe.ts';
import { keepInMemory } from './token-corpus.ts';

/** Where the tokens of a recipe are kept. */
export interface DataFolder {
  /**
   * Folder for the tokens of the recipe's text. Where it holds them already, they are taken from there and the text is
   * not looked at. Absent: they are kept in memory.
   */
  readonly dataFolder?: string | undefined;
}

/**
 * Prepares a recipe on what it names: prepared data where it has `data.shards`, else its text. Where a recipe with a
 * budget names neither, it learns the documentation of the packages that are installed in or above the working folder.
 *
 * @throws InvalidInputError when there is no text in a file, or too little for the recipe, and when prepared data is
 *   damaged or does not fit the recipe
 */
export async function readRecipe(recipe: Recipe, options: PrepareOptions & DataFolder): Promise<PreparedRecipe> {
  const folder = await preparedFolder(recipe, options);
  if (folder !== undefined) return prepareOn(folder, recipe, options);
  const keep = options.dataFolder === undefined ? keepInMemory : keepInShards(options.dataFolder);
  if (recipe.kind === 'char-gpt') return prepareCharGpt(recipe, await readTextFile(recipe.textFile), keep, options);
  return prepareDay(recipe, await readCorpus(recipe, options), { ...options, keep, gzip });
}

/** Runs a recipe on what it names. Everything that goes wrong ends the run through its `done`. */
export function runRecipe(recipe: Recipe, live: LiveParts & DataFolder): RecipeRun {
  return runPrepared(() => readRecipe(recipe, live), live);
}

/** The folder that holds the recipe's tokens already. */
async function preparedFolder(recipe: Recipe, { dataFolder }: DataFolder): Promise<string | undefined> {
  if (recipe.kind !== 'char-gpt' && recipe.data.shards !== undefined) {
    await requirePrepared(recipe.data.shards);
    return recipe.data.shards;
  }
  return dataFolder !== undefined && await isPrepared(dataFolder) ? dataFolder : undefined;
}

async function prepareOn(folder: string, recipe: Recipe, options: PrepareOptions): Promise<PreparedRecipe> {
  const tokenizer = options.tokenizer ?? await readTokenizerOf(folder);
  const onVerified = (done: number) => {
    options.signal?.throwIfAborted();
    options.onProgress?.({ phase: 'checking', done });
  };
  if (recipe.kind === 'char-gpt') {
    const corpus = await openShardCorpus(folder, { tokenizer, end: undefined, onVerified });
    return prepareCharGptOnTokens(recipe, corpus, tokenizer);
  }
  const corpus = await openShardCorpus(folder, { tokenizer, end: separatorOf(recipe.kind), onVerified });
  return prepareDayOnTokens(recipe, corpus, { ...options, tokenizer, gzip });
}

/** Largest `tokenizer.json` read, in UTF-16 units; the largest published ones have some 40 million. */
const MAX_TOKENIZER_UNITS = 2 ** 28;

async function readTokenizerOf(folder: string): Promise<Tokenizer> {
  const path = preparedLayout(folder).tokenizer;
  const what = `tokenizer ${JSON.stringify(path)}`;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : 'it cannot be read';
    throw new InvalidInputError(`${what}: ${reason}; it comes with prepared data`, { cause });
  }
  try {
    return tokenizerFromJson(parseJson(text, what, MAX_TOKENIZER_UNITS));
  } catch (cause) {
    if (!(cause instanceof InvalidInputError) || cause.message.startsWith(what)) throw cause;
    throw new InvalidInputError(`${what}: ${cause.message}`, { cause });
  }
}

function readCorpus({ kind, text }: DayRecipe, { seed, ...control }: PrepareOptions): Promise<QuickstartCorpus> {
  const caller = `recipe ${kind}`;
  if (text.length === 0) return documentationCorpus({ folder: '.', seed, caller });
  return textCorpus({ patterns: text, seed, caller, control });
}

async function gzip(bytes: AsyncIterable<Uint8Array>): Promise<number> {
  return (await gzipBitsPerByte(bytes)).bitsPerByte;
}
