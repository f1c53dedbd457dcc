export { applySettings } from './apply-settings.ts';
export { charGpt } from './char-gpt/char-gpt.ts';
export type {
  CharGptData, CharGptModel, CharGptOptimizer, CharGptOptions, CharGptRecipe, CharGptTraining,
} from './char-gpt/recipe.ts';
export { charGptTrainingParts } from './char-gpt/training-parts.ts';
export type { TrainingParts } from './char-gpt/training-parts.ts';
export { prepareRecipe } from './prepare-recipe.ts';
export type { CorpusSizes, PreparedRecipe } from './prepare-recipe.ts';
export { findRecipe, parseRecipe, recipes } from './recipe.ts';
export type { NamedRecipe, Recipe } from './recipe.ts';
export { runRecipe, startRecipe } from './run-recipe.ts';
export type { LiveParts, RecipeResult, RecipeRun, RunRecipeOptions } from './run-recipe.ts';
export type { ValidationScores } from './validation-scores.ts';
