import { ConfigError } from '@oneday/core';
import type { CausalDecoder, Encoder, MaskedFiller, ModelDefinition } from '@oneday/nn';
import { charGptTrainingParts } from './char-gpt/training-parts.ts';
import { isSized } from './day/recipe.ts';
import { bertDayModel, causalDayModel } from './day/training-parts.ts';
import type { Recipe } from './recipe.ts';

/** The sizes that every recipe's model has in its configuration. */
export interface RecipeModelConfig {
  /** V */
  readonly vocabSize: number;
  /** The longest sequence. */
  readonly context: number;
}

/** A recipe's model, by what it can do. */
export type RecipeModel =
  | { readonly task: 'causal'; readonly model: ModelDefinition<RecipeModelConfig> & CausalDecoder }
  | { readonly task: 'masked'; readonly model: ModelDefinition<RecipeModelConfig> & MaskedFiller & Encoder };

/**
 * The model that a run of a recipe has trained, to use it with the parameters from its run folder.
 *
 * @param recipe as the run has it: with its size
 * @param vocabSize V of the run's tokenizer
 * @throws ConfigError when the size is still to be measured, or sizes do not fit each other
 */
export function recipeModel(recipe: Recipe, vocabSize: number): RecipeModel {
  if (recipe.kind === 'char-gpt') {
    return { task: 'causal', model: charGptTrainingParts(recipe, vocabSize).model };
  }
  if (!isSized(recipe)) {
    throw new ConfigError(`recipe ${recipe.kind}: size is still to be measured; take the recipe of the run's folder`);
  }
  return recipe.kind === 'bert-day'
    ? { task: 'masked', model: bertDayModel(recipe.size, vocabSize) }
    : { task: 'causal', model: causalDayModel(recipe.size, vocabSize) };
}
