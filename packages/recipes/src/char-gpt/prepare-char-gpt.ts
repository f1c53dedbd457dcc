import { InvalidInputError, utf8ByteLength } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import { causalBatches, fromArray, sequentialBatches } from '@oneday/data';
import type { TextDocument } from '@oneday/data';
import { characterTokenizer } from '@oneday/tokenizer';
import { watchedKeep } from '../prepare-control.ts';
import type { PrepareControl } from '../prepare-control.ts';
import type { PreparedRecipe } from '../prepared-recipe.ts';
import type { KeepTokens, TokenCorpus } from '../token-corpus.ts';
import type { CharGptRecipe } from './recipe.ts';
import { charGptTrainingParts } from './training-parts.ts';

/**
 * Reads a text into characters and builds the model. The vocabulary is that of the whole text, the split is by
 * characters, as nanoGPT prepares them.
 *
 * @param text the content of the recipe's `textFile`
 * @throws InvalidInputError when the text is too short for its windows, or the model's sizes do not fit each other
 */
export async function prepareCharGpt(
  recipe: CharGptRecipe, text: string, keep: KeepTokens, control: PrepareControl = {},
): Promise<PreparedRecipe> {
  const cut = cutOf(text, recipe.data.trainingFraction);
  const tokenizer = characterTokenizer(text);
  // Before anything is kept, so that what does not fit leaves nothing.
  charGptTrainingParts(recipe, tokenizer.vocabSize);
  const [training, heldOut] = [text.slice(0, cut), text.slice(cut)].map((side) => fromArray(piecesOf(side)));
  const watched = watchedKeep(keep, utf8ByteLength(text), control);
  const corpus = await watched({ training: training!, heldOut: heldOut!, tokenizer });
  return prepareCharGptOnTokens(recipe, corpus, tokenizer);
}

/**
 * Builds the model for tokens that are there. The corpus is disposed of with the prepared recipe, and where preparing
 * fails.
 *
 * @param tokenizer the one that made the tokens
 * @throws as `prepareCharGpt`
 */
export async function prepareCharGptOnTokens(
  recipe: CharGptRecipe, corpus: TokenCorpus, tokenizer: Tokenizer,
): Promise<PreparedRecipe> {
  try {
    const { data: { validationOverlapFraction: overlapFraction }, model: { context: time } } = recipe;
    const { training: { batch } } = recipe;
    const { vocabSize } = tokenizer;
    const [training, validation] = [corpus.training.tokens, corpus.heldOut.tokens];
    const prepared: PreparedRecipe = {
      recipe,
      tokenizer,
      parts: charGptTrainingParts(recipe, vocabSize),
      corpus: {
        vocabSize,
        trainingTokens: training.tokenCount,
        validationTokens: validation.tokenCount,
        scoredBytes: await scoredBytesOf(corpus, tokenizer),
      },
      baselines: {},
      trainingBatches: (seed) => causalBatches({ tokens: training, batch, time, seed }),
      validationBatches: () => sequentialBatches({ tokens: validation, batch, time, overlapFraction }),
      [Symbol.asyncDispose]: () => corpus[Symbol.asyncDispose](),
    };
    // Streams check their sizes when they are made.
    prepared.trainingBatches(0);
    prepared.validationBatches();
    return prepared;
  } catch (error) {
    await corpus[Symbol.asyncDispose]();
    throw error;
  }
}

/** UTF-8 bytes of the validation characters but the first, which nothing predicts. */
async function scoredBytesOf({ heldOut: { texts, tokens } }: TokenCorpus, tokenizer: Tokenizer): Promise<number> {
  const bytes = texts.byteCounts.reduce((sum, count) => sum + count, 0);
  return bytes - utf8ByteLength(tokenizer.decode(await tokens.read(0, 1)));
}

/** Where the training text ends, in UTF-16 units: ⌊characters · fraction⌋ of them. */
function cutOf(text: string, fraction: number): number {
  let characters = 0;
  for (let at = 0; at < text.length; at += unitsAt(text, at)) characters += 1;
  const wanted = Math.floor(characters * fraction);
  if (!(wanted > 0 && wanted < characters)) {
    const got = `got ${characters} characters cut at a fraction of ${fraction}`;
    throw new InvalidInputError(`recipe char-gpt: both parts must have characters; ${got}`);
  }
  let cut = 0;
  for (let passed = 0; passed < wanted; passed++) cut += unitsAt(text, cut);
  return cut;
}

/** UTF-16 units of the character at a place. */
function unitsAt(text: string, at: number): 1 | 2 {
  return text.codePointAt(at)! > 0xffff ? 2 : 1;
}

/** UTF-16 units of a piece. */
const PIECE_UNITS = 2 ** 16;

/** A text in pieces, cut between characters. */
function piecesOf(text: string): (readonly TextDocument[])[] {
  const pieces: (readonly TextDocument[])[] = [];
  for (let start = 0; start < text.length;) {
    let end = Math.min(start + PIECE_UNITS, text.length);
    if (end < text.length && unitsAt(text, end - 1) === 2) end += 1;
    pieces.push([{ text: text.slice(start, end), continues: end < text.length }]);
    start = end;
  }
  return pieces;
}
