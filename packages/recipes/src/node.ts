export { readRecipe, runRecipe } from './node-run-recipe.ts';
