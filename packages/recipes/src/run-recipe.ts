import type { Checkpoint, CheckpointStore, Tokenizer } from '@oneday/core';
import type { Backend } from '@oneday/ops';
import { train } from '@oneday/trainer';
import type { Run, RunResult, TrainEvent } from '@oneday/trainer';
import { ReplaySubject } from 'rxjs';
import type { Baselines } from './day/baselines.ts';
import { prepareRecipe } from './prepare-recipe.ts';
import type { PreparedRecipe } from './prepared-recipe.ts';
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
  /**
   * A checkpoint to go on from. The recipe must be the one that the run was started with, its size included, the text
   * and the seed the same; what the checkpoint holds is what `train` needs, and the place in the data.
   */
  readonly resumeFrom?: Checkpoint | undefined;
  /** The tokenizer of the run that is resumed. Absent: it is made again from the text, which gives the same. */
  readonly tokenizer?: Tokenizer | undefined;
  /** The progress of each step of an earlier run (`readReplay`), which this one repeats instead of its own length. */
  readonly replay?: readonly number[] | undefined;
}

/** What a run of a recipe ends with: what `train` gives, and the model's quality. */
export interface RecipeResult extends RunResult, ValidationScores {
  readonly tokenizer: Tokenizer;
  /** What models without context are worth on the same text. */
  readonly baselines: Baselines;
}

/** A run of a recipe. */
export interface RecipeRun extends Omit<Run, 'done'> {
  /** Rejects with the error that ended the run. It may be awaited at any time, or not at all. */
  readonly done: Promise<RecipeResult>;
}

/** Options of `runRecipe`. */
export interface RunRecipeOptions extends LiveParts {
  /** The content of the recipe's text, all of it. */
  readonly text: string;
}

/**
 * Runs a recipe on a text that is in memory: in a page, or from anywhere. `runRecipe` of `@oneday/recipes/node` reads
 * the text's file. Everything that goes wrong ends the run through its `done` and its `failed` event.
 */
export function runRecipe(recipe: Recipe, { text, ...live }: RunRecipeOptions): RecipeRun {
  return runPrepared(() => prepareRecipe(recipe, text, live), live);
}

/** Runs a recipe as soon as it is prepared, and disposes of what was prepared. */
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
    return run.done.finally(() => prepared[Symbol.asyncDispose]());
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

/** Starts a prepared recipe, which stays its owner's: `train` with its parts, evaluated on its validation split. */
export function startRecipe(
  prepared: PreparedRecipe, { backend, seed, store, resumeFrom, replay }: LiveParts,
): RecipeRun {
  const { parts, tokenizer, baselines } = prepared;
  const run = train({
    ...(replay === undefined ? parts : { ...parts, steps: undefined, budgetSeconds: undefined, replay }),
    backend,
    seed,
    store,
    resumeFrom,
    source: prepared.trainingBatches(seed),
    evaluate: validationScorer(prepared, backend),
  });
  const done = run.done.then((result) => (
    { ...result, ...(result.evaluation as ValidationScores), tokenizer, baselines }
  ));
  done.catch(() => {});
  return { events$: run.events$, done, stop: () => run.stop() };
}
