/** Training, from parts to a run. */
import { ReplaySubject } from 'rxjs';
import type { TrainEvent } from './events.ts';
import { resolveOptions } from './options.ts';
import type { TrainOptions } from './options.ts';
import { prepareRun } from './prepare-run.ts';
import type { Run, RunResult } from './run.ts';
import { TrainingLoop } from './training-loop.ts';

/**
 * Trains `model` on batches from `source`. Returns at once; the run reports through its events and ends through its
 * promise. Nothing is emitted before the first microtask. A loss or gradient that is not finite ends it with
 * `NonFiniteError` under `f32` and `bf16`; under `f16` the step is skipped and counted.
 */
export function train(options: TrainOptions): Run {
  const events = new ReplaySubject<TrainEvent>(1);
  let loop: TrainingLoop | undefined;
  let stopped = false;
  let step = 0;

  const emit = (event: TrainEvent) => {
    if (event.kind === 'step') step = event.step;
    events.next(event);
  };

  async function run(): Promise<RunResult> {
    await Promise.resolve();
    const resolved = resolveOptions(options);
    const prepared = await prepareRun(resolved);
    try {
      loop = new TrainingLoop(resolved, prepared, emit);
      if (stopped) loop.stop();
      const result = await loop.toEnd();
      prepared.releaseTraining();
      return result;
    } catch (error) {
      prepared.releaseAll();
      throw error;
    }
  }

  const done = run().catch((error: unknown) => {
    emit({ kind: 'failed', step, error });
    throw error;
  }).finally(() => events.complete());
  // Whoever awaits `done` later still gets the error; `failed` has told it, so it is no unhandled rejection until then.
  done.catch(() => {});
  return {
    events$: events.asObservable(),
    done,
    stop() {
      stopped = true;
      loop?.stop();
    },
  };
}
