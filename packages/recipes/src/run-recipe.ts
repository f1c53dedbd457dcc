import type { CheckpointStore, Tokenizer } from '@oneday/core';
import type { Backend } from '@oneday/ops';
import { train } from '@oneday/trainer';
import type { Run, RunResult, TrainEvent } from '@oneday/trainer';
import { ReplaySubject } from 'rxjs';
import { prepareRecipe } from './prepare-recipe.ts';
import type { PreparedRecipe } from './prepare-recipe.ts';
import type { Recipe } from './recipe.ts';
import { validationScorer } from './validation-scores.ts';
import type { ValidationScores } from './validation-scores.ts';

/** What a recipe runs on. The parts stay their owner's: a run closes neither. */
export interface LiveParts {
  readonly backend: Backend;
  /** Initial values, the order of the data and dropout follow from it; an integer in [0, 2^53). */
  readonly seed: number;
  /** Where checkpoints go. Absent: none are saved. */
  readonly store?: CheckpointStore | undefined;
}

/** What a run of a recipe ends with: what `train` gives, and the model's quality. */
export interface RecipeResult extends RunResult, ValidationScores {
  readonly tokenizer: Tokenizer;
}

/** A run of a recipe. */
export interface RecipeRun extends Omit<Run, 'done'> {
  /** Rejects with the error that ended the run. It may be awaited at any time, or not at all. */
  readonly done: Promise<RecipeResult>;
}

/** Options of `runRecipe`. */
export interface RunRecipeOptions extends LiveParts {
  /** The content of the recipe's `textFile`. */
  readonly text: string;
}

/**
 * Runs a recipe on a text that is in memory: in a page, or from anywhere. `runRecipe` of `@oneday/recipes/node` reads
 * the text's file. Everything that goes wrong ends the run through its `done` and its `failed` event.
 */
export function runRecipe(recipe: Recipe, { text, ...live }: RunRecipeOptions): RecipeRun {
  return runPrepared(async () => prepareRecipe(recipe, text), live);
}

/** Runs a recipe as soon as it is prepared. */
export function runPrepared(prepare: () => Promise<PreparedRecipe>, live: LiveParts): RecipeRun {
  const events = new ReplaySubject<TrainEvent>(1);
  let run: RecipeRun | undefined;
  let stopped = false;

  async function prepareAndRun(): Promise<RecipeResult> {
    let prepared: PreparedRecipe;
    try {
      prepared = await prepare();
    } catch (error) {
      events.next({ kind: 'failed', step: 0, error });
      events.complete();
      throw error;
    }
    run = startRecipe(prepared, live);
    run.events$.subscribe(events);
    if (stopped) run.stop();
    return run.done;
  }

  const done = prepareAndRun();
  done.catch(() => {});
  return {
    events$: events.asObservable(),
    done,
    stop() {
      stopped = true;
      run?.stop();
    },
  };
}

/** Starts a prepared recipe: `train` with its parts, evaluated on its whole validation split. */
export function startRecipe(prepared: PreparedRecipe, live: LiveParts): RecipeRun {
  const { parts, tokenizer } = prepared;
  const run = train({
    ...parts,
    ...live,
    source: prepared.trainingBatches(live.seed),
    evaluate: validationScorer(prepared, live.backend),
  });
  const done = run.done.then((result) => ({ ...result, ...(result.evaluation as ValidationScores), tokenizer }));
  done.catch(() => {});
  return { events$: run.events$, done, stop: () => run.stop() };
}
