import { InvalidInputError, showValue } from '@oneday/core';
import type { RecipeModel } from '@oneday/recipes';
import type { TrainedRun } from './load-run.ts';

/** A model for one task. */
type ModelOf<O extends RecipeModel['task']> = Extract<RecipeModel, { readonly task: O }>['model'];

/** What to use a model with. */
const COMMANDS: Readonly<Record<RecipeModel['task'], string>> = { causal: 'generate', masked: 'fill-mask' };

/**
 * The model of a run, when it is for the task.
 * @throws InvalidInputError otherwise; it names the command that can use the model
 */
export function requireTask<O extends RecipeModel['task']>(run: TrainedRun, task: O): ModelOf<O> {
  const { path, recipe, trained } = run;
  if (trained.task === task) return trained.model as ModelOf<O>;
  const rule = `it holds a ${trained.task} model of ${recipe.kind}`;
  throw new InvalidInputError(`run ${showValue(path)}: ${rule}; use it with oneday ${COMMANDS[trained.task]}`);
}
