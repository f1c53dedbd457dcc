import { causalBatches, sequentialBatches } from '@oneday/data';
import type { PreparedRecipe } from '../prepared-recipe.ts';
import { characterCorpus } from './corpus.ts';
import type { CharGptRecipe } from './recipe.ts';
import { charGptTrainingParts } from './training-parts.ts';

/**
 * Reads a text into characters and builds the model.
 *
 * @param text the content of the recipe's `textFile`
 * @throws InvalidInputError when the text is too short for its windows, or the model's sizes do not fit each other
 */
export function prepareCharGpt(recipe: CharGptRecipe, text: string): PreparedRecipe {
  const { data, model: { context: time }, training: { batch } } = recipe;
  const { tokenizer, training, validation, scoredBytes } = characterCorpus(text, data.trainingFraction);
  const { vocabSize } = tokenizer;
  const overlapFraction = data.validationOverlapFraction;
  const prepared: PreparedRecipe = {
    recipe,
    tokenizer,
    parts: charGptTrainingParts(recipe, vocabSize),
    corpus: { vocabSize, trainingTokens: training.length, validationTokens: validation.length, scoredBytes },
    baselines: {},
    trainingBatches: (seed) => causalBatches({ tokens: training, batch, time, seed }),
    validationBatches: () => sequentialBatches({ tokens: validation, batch, time, overlapFraction }),
  };
  // Streams check their sizes when they are made.
  prepared.trainingBatches(0);
  prepared.validationBatches();
  return prepared;
}
