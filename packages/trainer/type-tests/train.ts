/** Training with parts of one's own, and what a run reports. */
import type { CheckpointStore, Stream, TokenBatch } from '@oneday/core';
import type { ModelDefinition } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { learningRateAt, train } from '@oneday/trainer';
import type { Run, RunResult, StepEvent, TrainEvent } from '@oneday/trainer';
import { filter, map, pairwise } from 'rxjs';
import type { Observer } from 'rxjs';

declare const backend: Backend;
declare const model: ModelDefinition;
declare const source: Stream<TokenBatch>;
declare const store: CheckpointStore;
declare function progressBar(): Partial<Observer<TrainEvent>>;

/** The call site of the README. */
export async function trainToTheEnd(): Promise<RunResult> {
  const run: Run = train({ backend, model, source, steps: 500, seed: 1, store });
  run.events$.subscribe(progressBar());
  return run.done;
}

/** Every kind of event carries what belongs to it, and no other. */
export function describeEvent(event: TrainEvent): string {
  switch (event.kind) {
    case 'started': return `${event.parameterCount} parameters on ${event.device}`;
    case 'step': return `step ${event.step}: loss ${event.loss.toFixed(4)}${event.applied ? '' : ', skipped'}`;
    case 'evaluated': return `step ${event.step}: ${JSON.stringify(event.evaluation)}`;
    case 'saved': return `step ${event.step} is saved`;
    case 'finished': return `${event.stopped ? 'stopped' : 'done'} after ${event.seconds} s`;
    case 'failed': return `failed at step ${event.step}: ${String(event.error)}`;
  }
}

const isStep = (event: TrainEvent): event is StepEvent => event.kind === 'step';

/** Reports are made of stock rxjs operators; this one stops a run whose loss doubles. */
export function stopWhenLossDoubles(run: Run): void {
  run.events$
    .pipe(filter(isStep), pairwise(), filter(([before, now]) => now.loss > 2 * before.loss), map(([, now]) => now.step))
    .subscribe(() => run.stop());
}

/** What the compiler refuses. */
export function refused(run: Run, event: TrainEvent): void {
  // @ts-expect-error -- how long a run is has no default
  train({ backend, model, source, seed: 1 });
  // @ts-expect-error -- nor has the seed
  train({ backend, model, source, steps: 500 });
  // @ts-expect-error -- the warm-up's unit stands in its name
  learningRateAt({ kind: 'warmupCosine', peak: 1e-3, floor: 1e-4, warmup: 100, decaySteps: 2000 }, 0);
  // @ts-expect-error -- no such precision
  train({ backend, model, source, steps: 1, seed: 1, precision: 'fp16' });
  // @ts-expect-error -- only step events have a loss
  void event.loss;
  // @ts-expect-error -- events come from the run; nobody else emits them
  run.events$.next(event);
}
