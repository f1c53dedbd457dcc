import { folderStore } from '@oneday/checkpoint/node';
import { DiskFullError } from '@oneday/core';
import type { Checkpoint, CheckpointStore } from '@oneday/core';
import type { Backend } from '@oneday/ops';
import { startRecipe } from '@oneday/recipes';
import type { PreparedRecipe, RecipeResult } from '@oneday/recipes';
import type { TrainEvent } from '@oneday/trainer';
import { lastValueFrom, tap } from 'rxjs';
import { onInterrupt } from '../interrupt.ts';
import type { Output } from '../output.ts';
import { runConfig } from '../run-config.ts';
import type { RunFolder } from '../run-folder.ts';
import type { RunJournal } from '../run-journal.ts';
import { trainReporter } from '../train-reporter.ts';
import { resumeCommand } from './training-summary.ts';

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

/** Checkpoints that a run keeps: the last, and two to go back to where that is torn. */
const KEPT_CHECKPOINTS = 3;

/**
 * Runs a recipe in a run folder, tells about it, and ends it after the step under way at Ctrl-C.
 * @throws DiskFullError when something of the run cannot be written; what was written before is whole
 */
export async function runTraining(folder: RunFolder, training: Training): Promise<TrainingOutcome> {
  try {
    return await runIn(folder, training);
  } catch (error) {
    if (!(error instanceof DiskFullError)) throw error;
    throw new DiskFullError(`${error.message}, then go on with ${resumeCommand(folder)}`, { cause: error });
  }
}

async function runIn(folder: RunFolder, training: Training): Promise<TrainingOutcome> {
  const { prepared, backend, seed, output, resumeFrom, replay } = training;
  const writeConfig = () => folder.writeConfig(runConfig(prepared, { backend, seed, replayPath: replay?.path }));
  // A configuration that names a tokenizer comes with it.
  await folder.writeTokenizer(prepared.tokenizer.toJSON());
  await writeConfig();
  using journal = folder.openJournal();
  using reporter = trainReporter(output);
  const store = journaledStore(folderStore(folder.path, { keepLast: KEPT_CHECKPOINTS }), journal);
  const run = startRecipe(prepared, { backend, seed, store, resumeFrom, replay: replay?.progress });
  const stepTimes: number[] = [];
  let savedStep = resumeFrom?.step;
  const told = lastValueFrom(run.events$.pipe(tap((event) => {
    addTo(journal, event);
    reporter.report(event);
    if (event.kind === 'step') stepTimes.push(event.seconds);
    if (event.kind === 'saved') savedStep = event.step;
  })));
  const releaseSignals = onInterrupt({
    stop() {
      reporter.say('interrupted: ending after this step; interrupt again to leave at once');
      run.stop();
    },
    leave() {
      const kept = savedStep === undefined ? 'there is no checkpoint yet' : `kept: ${folder.checkpointPath(savedStep)}`;
      reporter.say(`interrupted again: leaving at once; ${kept}; go on with ${resumeCommand(folder)}`);
      folder[Symbol.dispose]();
    },
  });
  try {
    // A journal that cannot be written ends this at once; closing the backend then ends the run.
    await told;
    const result = await run.done;
    // Now that every program has been prepared, the kernel choices are complete.
    await writeConfig();
    const secondsPerStep = stepTimes.reduce((sum, seconds) => sum + seconds, 0) / Math.max(1, stepTimes.length);
    const checkpoint = savedStep === undefined ? {} : { checkpoint: folder.checkpointPath(savedStep) };
    return { result, secondsPerStep, ...checkpoint };
  } finally {
    releaseSignals();
  }
}

/** Adds an event; the one that tells of a failure must not hide it. */
function addTo(journal: RunJournal, event: TrainEvent): void {
  try {
    journal.add(event);
  } catch (error) {
    throw event.kind === 'failed' ? event.error : error;
  }
}

/** A store whose checkpoints are never ahead of the journal: repeating the run takes every step before them. */
function journaledStore(store: CheckpointStore, journal: RunJournal): CheckpointStore {
  return {
    ...store,
    async save(checkpoint) {
      journal.sync();
      await store.save(checkpoint);
    },
  };
}
