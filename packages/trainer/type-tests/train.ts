/** Training with parts of one's own, and what a run reports. */
import type { CheckpointStore, Stream, TokenBatch } from '@oneday/core';
import type { ModelDefinition } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { learningRateAt, readReplay, train } from '@oneday/trainer';
import type { Run, RunPosition, RunResult, StepEvent, TrainEvent } from '@oneday/trainer';
import { filter, map, pairwise } from 'rxjs';
import type { Observer } from 'rxjs';

declare const backend: Backend;
declare const model: ModelDefinition;
declare const source: Stream<TokenBatch>;
declare const store: CheckpointStore;
declare function progressBar(): Partial<Observer<TrainEvent>>;

const here: RunPosition = { step: 0, progress: 0 };
const trapezoid = {
  kind: 'warmupStableDecay', peak: 1e-3, floor: 0, warmupFraction: 0.05, decayFraction: 0.5, decay: 'linear',
} as const;

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
    case 'spiked': return `step ${event.step}: ${event.reason}`;
    case 'evaluated': return `step ${event.step}: ${JSON.stringify(event.evaluation)}`;
    case 'saved': return `step ${event.step} is saved`;
    case 'finished': return `${event.stopped ? 'stopped' : 'done'} after ${event.seconds} s`;
    case 'failed': return `failed at step ${event.step}: ${String(event.error)}`;
  }
}

/** A budget instead of steps; the same run again, by its journal. */
export async function trainForAnHour(journal: AsyncIterable<string>): Promise<void> {
  await train({ backend, model, source, budgetSeconds: 3600, schedule: trapezoid, seed: 1, store }).done;
  await train({ backend, model, source, replay: await readReplay(journal, 'events.jsonl'), seed: 1 }).done;
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
  learningRateAt({ kind: 'warmupCosine', peak: 1e-3, floor: 1e-4, warmup: 100, decaySteps: 2000 }, here);
  // @ts-expect-error -- a warm-up is in steps or a share of the run, not both
  learningRateAt({ ...trapezoid, warmupSteps: 10 }, here);
  // @ts-expect-error -- steps or a budget, not both
  train({ backend, model, source, seed: 1, steps: 500, budgetSeconds: 60 });
  // @ts-expect-error -- no such precision
  train({ backend, model, source, steps: 1, seed: 1, precision: 'fp16' });
  // @ts-expect-error -- only step events have a loss
  void event.loss;
  // @ts-expect-error -- events come from the run; nobody else emits them
  run.events$.next(event);
}
