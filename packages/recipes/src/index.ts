export { applySettings } from './apply-settings.ts';
export { charGpt } from './char-gpt/char-gpt.ts';
export type {
  CharGptData, CharGptModel, CharGptOptimizer, CharGptOptions, CharGptRecipe, CharGptTraining,
} from './char-gpt/recipe.ts';
export { charGptTrainingParts } from './char-gpt/training-parts.ts';
export type { CharGptTrainingParts } from './char-gpt/training-parts.ts';
export type { Baselines } from './day/baselines.ts';
export { bertDay } from './day/bert-day.ts';
export { gptDay, quickstart } from './day/causal-day.ts';
export type {
  BertDayData, BertDayOptions, BertDayRecipe, BertDayTraining, CausalDayData, CausalDayOptions, CausalDayRecipe,
  CausalDayTraining, DayRecipe, DaySize, SizedRecipe, SizeMeasurement,
} from './day/recipe.ts';
export type { PrepareControl, PreparePhase, PrepareProgress } from './prepare-control.ts';
export { prepareRecipe } from './prepare-recipe.ts';
export type { CorpusSizes, PreparedRecipe, PrepareOptions } from './prepared-recipe.ts';
export { recipeModel } from './recipe-model.ts';
export type { RecipeModel, RecipeModelConfig } from './recipe-model.ts';
export { findRecipe, parseRecipe, recipes } from './recipe.ts';
export type { NamedRecipe, Recipe, RecipeRequest } from './recipe.ts';
export { runRecipe, startRecipe } from './run-recipe.ts';
export type { LiveParts, RecipeResult, RecipeRun, RunRecipeOptions } from './run-recipe.ts';
export type { TrainingParts } from './training-parts.ts';
export type { ValidationScores } from './validation-scores.ts';
