import type { Stream, TokenBatch, Tokenizer } from '@oneday/core';
import { causalBatches } from '@oneday/data';
import { characterCorpus } from './char-gpt/corpus.ts';
import { charGptTrainingParts } from './char-gpt/training-parts.ts';
import type { TrainingParts } from './char-gpt/training-parts.ts';
import { validationBatches } from './char-gpt/validation-batches.ts';
import type { Recipe } from './recipe.ts';

/** A recipe whose data is read and whose numbers are known to fit: what can go wrong without a device is behind it. */
export interface PreparedRecipe {
  readonly recipe: Recipe;
  readonly tokenizer: Tokenizer;
  readonly parts: TrainingParts;
  readonly corpus: CorpusSizes;
  /** Batches to train on, in an order that the seed names; without end. */
  trainingBatches(seed: number): Stream<TokenBatch>;
  /** The whole validation split, every token but the first scored once; the last batch is padded. */
  validationBatches(): Stream<TokenBatch>;
}

/** How large the data is. */
export interface CorpusSizes {
  /** V */
  readonly vocabSize: number;
  readonly trainingTokens: number;
  readonly validationTokens: number;
  /** UTF-8 bytes of the scored part of the validation split, the denominator of bits per byte. */
  readonly scoredBytes: number;
}

/**
 * Reads a recipe's text into tokens and builds its model.
 *
 * @param text the content of the recipe's `textFile`
 * @throws InvalidInputError when the text is too short for its windows, or the model's sizes do not fit each other
 */
export function prepareRecipe(recipe: Recipe, text: string): PreparedRecipe {
  const { data, model: { context: time }, training: { batch } } = recipe;
  const { tokenizer, training, validation, scoredBytes } = characterCorpus(text, data.trainingFraction);
  const { vocabSize } = tokenizer;
  const prepared: PreparedRecipe = {
    recipe,
    tokenizer,
    parts: charGptTrainingParts(recipe, vocabSize),
    corpus: { vocabSize, trainingTokens: training.length, validationTokens: validation.length, scoredBytes },
    trainingBatches: (seed) => causalBatches({ tokens: training, batch, time, seed }),
    validationBatches: () => validationBatches(validation, { batch, time, overlap: data.validationOverlap }),
  };
  // Streams check their sizes when they are made.
  prepared.trainingBatches(0);
  prepared.validationBatches();
  return prepared;
}
