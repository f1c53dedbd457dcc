import { ConfigError } from '@oneday/core';
import type { Checkpoint, CheckpointStore } from '@oneday/core';
import { readBound } from '@oneday/nn';
import type { Bound } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { lastValueFrom, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accumulationAt } from '../accumulation.ts';
import type { StepEvent, TrainEvent } from '../events.ts';
import { journalLine, readReplay } from '../journal.ts';
import type { TrainParts } from '../options.ts';
import type { RunLength } from '../run-length.ts';
import { learningRateAt } from '../schedule.ts';
import type { Schedule } from '../schedule.ts';
import { train } from '../train.ts';
import { bigram, randomBatch } from './bigram.ts';
import { devices } from './devices.ts';

const schedule: Schedule = {
  kind: 'warmupStableDecay', peak: 0.1, floor: 0, warmupFraction: 0.1, decayFraction: 0.5, decay: 'linear',
};

/** Batches without end, of which no two are equal. */
function endless() {
  let position = 0;
  return {
    next: async () => randomBatch(position++),
    state: () => position,
    restore: async (state: unknown) => void (position = state as number),
    [Symbol.asyncDispose]: async () => {},
  };
}

function lastCheckpoint(): CheckpointStore & { saved: Checkpoint[] } {
  const saved: Checkpoint[] = [];
  return {
    saved,
    save: async (checkpoint) => void saved.push(checkpoint),
    load: async (step) => saved.find((checkpoint) => checkpoint.step === step)!,
    latest: async () => saved.at(-1)?.step,
    list: async () => saved.map(({ step }) => step),
  };
}

describe.each(devices)('a wall-clock budget on %s', (_, open) => {
  let backend: Backend;
  beforeAll(async () => void (backend = await open()));
  afterAll(() => backend.close());

  const model = bigram({ dropout: 0.2 });
  const start = (length: RunLength, parts: Partial<TrainParts> = {}) => {
    const run = train({ backend, model, source: endless(), seed: 1, schedule, ...parts, ...length });
    return { ...run, events: lastValueFrom(run.events$.pipe(toArray())) };
  };
  const isStep = (event: TrainEvent): event is StepEvent => event.kind === 'step';
  const values = async (bound: Bound) => (
    [...await readBound(backend, bound)].map(([, { data }]) => Array.from(data, Number))
  );
  const replayOf = (events: readonly TrainEvent[]) => (
    readReplay(events.map((event) => journalLine(event, new Date())), 'journal')
  );

  it('ends the run when it is used, and its schedule follows the time', async () => {
    const { events, done } = start({ budgetSeconds: 0.6 });
    const steps = (await events).filter(isStep);
    const result = await done;
    expect(result.seconds).toBeGreaterThanOrEqual(0.6);
    expect(result).toMatchObject({ steps: steps.length, stopped: false });
    const progress = steps.map((event) => event.progress);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBeLessThan(1);
    expect(steps.map(({ learningRate }) => learningRate)).toEqual(
      progress.map((used, step) => learningRateAt(schedule, { step, progress: used })),
    );
    const [started] = await events;
    expect(started).toMatchObject({ kind: 'started', budgetSeconds: 0.6 });
    expect(started).not.toHaveProperty('steps');
  });

  it('counts compiling and evaluating', async () => {
    const evaluate = async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { loss: 1 };
    };
    const { events } = start({ budgetSeconds: 0.8 }, { evaluate, evaluateEverySteps: 2 });
    const steps = (await events).filter(isStep);
    // Eight evaluations of 0.1 s use it up, and each shows in the progress of the step after it.
    expect(steps.length).toBeLessThanOrEqual(16);
    expect(steps[2]!.progress - steps[1]!.progress).toBeGreaterThan(0.12);
  });

  it('is repeated bit for bit by its journal', async () => {
    const ramp = { last: 4, untilFraction: 0.6 };
    const first = start({ budgetSeconds: 0.6 }, { accumulationRamp: ramp });
    const result = await first.done;
    const replay = await replayOf(await first.events);
    const second = start({ replay }, { accumulationRamp: ramp });
    const repeated = await second.done;
    expect(repeated).toMatchObject({ steps: result.steps, loss: result.loss, tokens: result.tokens });
    expect(await values(repeated.parameters)).toEqual(await values(result.parameters));
    const stepsOf = async (run: typeof first) => (await run.events).filter(isStep);
    const losses = async (run: typeof first) => (await stepsOf(run)).map(({ loss, progress }) => [loss, progress]);
    expect(await losses(second)).toEqual(await losses(first));
    for (const { tokens, progress } of await stepsOf(first)) {
      expect(tokens).toBe(16 * accumulationAt(1, ramp, progress));
    }
  });

  it('goes on where it was, however long the run was stopped, and is then repeated bit for bit', async () => {
    const store = lastCheckpoint();
    const budget = { budgetSeconds: 0.6 };
    const first = start(budget, { store });
    first.events$.subscribe((event) => event.kind === 'step' && event.step === 5 && first.stop());
    expect(await first.done).toMatchObject({ stopped: true });
    const checkpoint = store.saved.at(-1)!;
    const { elapsedSeconds } = checkpoint.state as { elapsedSeconds: number };
    expect(elapsedSeconds).toBeLessThan(0.6);
    await new Promise((resolve) => setTimeout(resolve, 700));
    const second = start(budget, { resumeFrom: checkpoint });
    const result = await second.done;
    const events = [...await first.events, ...await second.events];
    const [firstStep] = (await second.events).filter(isStep);
    expect(firstStep!.step).toBe(checkpoint.step + 1);
    expect(firstStep!.progress).toBeGreaterThanOrEqual(elapsedSeconds / 0.6);
    // The 0.7 s that it was stopped are longer than all of the budget.
    expect(result.seconds).toBeGreaterThanOrEqual(0.6);
    expect(firstStep!.progress).toBeLessThan(1);
    const repeated = await start({ replay: await replayOf(events) }).done;
    expect(repeated).toMatchObject({ steps: result.steps, tokens: result.tokens, loss: result.loss });
    expect(await values(repeated.parameters)).toEqual(await values(result.parameters));
  });

  it('evaluates and saves by shares of it', async () => {
    const store = lastCheckpoint();
    const run = start({ replay: [0.05, 0.1, 0.26, 0.3, 0.6, 0.95] }, {
      store, saveEveryFraction: 0.5, evaluateEveryFraction: 0.25, evaluate: async () => ({ loss: 1 }),
    });
    const at = async (kind: string) => (
      (await run.events).filter((event) => event.kind === kind).map((event) => 'step' in event && event.step)
    );
    expect(await at('evaluated')).toEqual([3, 5, 6]);
    expect(await at('saved')).toEqual([5, 6]);
  });

  it('that is used up before the first step is refused, one that was used up by an earlier run is not', async () => {
    await expect(start({ budgetSeconds: 1e-6 }).done).rejects.toThrow(ConfigError);
    await expect(start({ budgetSeconds: 1e-6 }).done).rejects
      .toThrow(/^train: budgetSeconds must leave time for a step; got 0.000001, and preparing took \d/);
    const store = lastCheckpoint();
    const { steps } = await start({ budgetSeconds: 0.5 }, { store }).done;
    const again = await start({ budgetSeconds: 0.5 }, { resumeFrom: store.saved.at(-1)! }).done;
    expect(again).toMatchObject({ steps, stopped: false });
  });
});
