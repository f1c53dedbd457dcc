import { folderStore } from '@oneday/checkpoint/node';
import type { Checkpoint } from '@oneday/core';
import type { Backend } from '@oneday/ops';
import { startRecipe } from '@oneday/recipes';
import type { PreparedRecipe, RecipeResult } from '@oneday/recipes';
import { onInterrupt } from '../interrupt.ts';
import type { Output } from '../output.ts';
import { runConfig } from '../run-config.ts';
import type { RunFolder } from '../run-folder.ts';
import { trainReporter } from '../train-reporter.ts';

/** What a run is made of. */
export interface Training {
  readonly prepared: PreparedRecipe;
  readonly backend: Backend;
  readonly seed: number;
  readonly output: Output;
  /** Where it goes on. */
  readonly resumeFrom?: Checkpoint | undefined;
  readonly replay?: Replay | undefined;
}

/** The journal of a run that is repeated. */
export interface Replay {
  readonly path: string;
  /** Progress of each step. */
  readonly progress: readonly number[];
}

/** What came of a run. */
export interface TrainingOutcome {
  readonly result: RecipeResult;
  /** Mean over the steps, without evaluation and saving. */
  readonly secondsPerStep: number;
  /** The folder of the last checkpoint; absent when none was saved. */
  readonly checkpoint?: string;
}

/** Runs a recipe in a run folder, tells about it, and ends it after the step under way at Ctrl-C. */
export async function runTraining(folder: RunFolder, training: Training): Promise<TrainingOutcome> {
  const { prepared, backend, seed, output, resumeFrom, replay } = training;
  const writeConfig = () => folder.writeConfig(runConfig(prepared, { backend, seed, replayPath: replay?.path }));
  // A folder with a configuration has all that resuming needs.
  folder.writeTokenizer(prepared.tokenizer.toJSON());
  writeConfig();
  using reporter = trainReporter(output);
  const store = folderStore(folder.path);
  const run = startRecipe(prepared, { backend, seed, store, resumeFrom, replay: replay?.progress });
  const stepTimes: number[] = [];
  let savedStep = resumeFrom?.step;
  run.events$.subscribe((event) => {
    folder.addEvent(event);
    reporter.report(event);
    if (event.kind === 'step') stepTimes.push(event.seconds);
    if (event.kind === 'saved') savedStep = event.step;
  });
  const releaseSignals = onInterrupt(() => {
    output.line('interrupted: ending after this step; interrupt again to leave at once');
    run.stop();
  });
  const result = await run.done.finally(releaseSignals);
  // Now that every program has been prepared, the kernel choices are complete.
  writeConfig();
  const secondsPerStep = stepTimes.reduce((sum, seconds) => sum + seconds, 0) / Math.max(1, stepTimes.length);
  const checkpoint = savedStep === undefined ? {} : { checkpoint: folder.checkpointPath(savedStep) };
  return { result, secondsPerStep, ...checkpoint };
}
