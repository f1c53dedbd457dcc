import type { Stream, TokenBatch } from '@oneday/core';
import type { Backend } from '@oneday/ops';
import { fingerprintOf, withFingerprint } from '../data-fingerprint.ts';
import type { PreparedRecipe, PrepareOptions } from '../prepared-recipe.ts';
import type { HeldOutSplit } from '../quickstart/corpus.ts';
import { causalBaselines, maskedBaselines } from './baselines.ts';
import { dayTrainingBatches, dayValidationBatches } from './batches.ts';
import { chooseSize } from './choose-size.ts';
import { measureSize } from './measure-size.ts';
import { isSized } from './recipe.ts';
import type { DayRecipe, SizedRecipe } from './recipe.ts';
import { causalSizes, maskedSizes } from './sizes.ts';
import { tokenCorpus } from './token-corpus.ts';
import { dayTrainingParts } from './training-parts.ts';

/**
 * Makes a recipe with a budget ready to run: measures its size where it has none, trains the tokenizer, turns the text
 * into tokens and builds the model. Only measuring counts against the budget. The prepared recipe has its size, so that
 * preparing it again gives the same run.
 *
 * @throws InvalidInputError when the text is too short for its windows
 * @throws ConfigError when the sizes do not fit each other, or measuring used up the budget
 */
export async function prepareDay(
  recipe: DayRecipe, corpus: HeldOutSplit, options: PrepareOptions,
): Promise<PreparedRecipe> {
  const { seed } = options;
  const sized = await withSize(recipe, corpus.training.bytes, options.backend);
  const { tokenizer, training, heldOut } = await tokenCorpus(sized, corpus, options.tokenizer);
  const { vocabSize } = tokenizer;
  const fingerprint = fingerprintOf(training);
  const validationBatches = (): Stream<TokenBatch> => (
    dayValidationBatches(sized, { tokens: heldOut, tokenizer, seed })
  );
  const parts = dayTrainingParts(sized, vocabSize);
  return {
    recipe: sized,
    tokenizer,
    parts,
    corpus: {
      vocabSize, trainingTokens: training.length, validationTokens: heldOut.length, scoredBytes: corpus.heldOut.bytes,
    },
    baselines: sized.kind === 'bert-day'
      ? await maskedBaselines(training, validationBatches(), vocabSize)
      : causalBaselines(corpus),
    trainingBatches: (order) => withFingerprint(
      dayTrainingBatches(sized, { tokens: training, tokenizer, seed: order }), fingerprint,
    ),
    validationBatches,
  };
}

/** The recipe with a size: its own, or the one that the speed of the device allows. */
async function withSize(recipe: DayRecipe, trainingBytes: number, backend: Backend): Promise<SizedRecipe> {
  if (isSized(recipe)) return recipe;
  const start = performance.now();
  const chosen = await chooseSize({
    table: recipe.kind === 'bert-day' ? maskedSizes : causalSizes,
    budgetSeconds: recipe.budgetSeconds,
    trainingBytes,
    measure: (size) => measureSize(backend, recipe, size),
    elapsedSeconds: () => (performance.now() - start) / 1000,
  });
  return { ...recipe, ...chosen };
}
