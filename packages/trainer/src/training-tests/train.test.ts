import { ConfigError, InvalidInputError, NonFiniteError } from '@oneday/core';
import { adamw } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepEvent, TrainEvent } from '../events.ts';
import type { TrainParts } from '../options.ts';
import { learningRateAt } from '../schedule.ts';
import { train } from '../train.ts';
import { bigram, randomBatch, streamOf } from './bigram.ts';
import { devices } from './devices.ts';

describe.each(devices)('a run on %s', (_, open) => {
  let backend: Backend;
  beforeAll(async () => void (backend = await open()));
  afterAll(() => backend.close());

  /** One batch, again and again: its loss must fall. */
  const source = (batches = 100, scored?: number) => (
    streamOf(Array.from({ length: batches }, () => randomBatch(1, [2, 8], scored)))
  );
  const start = (options: Partial<TrainParts> & { steps?: number } = {}) => train({
    backend, model: bigram(), source: source(), steps: 4, seed: 1,
    schedule: { kind: 'constant', learningRate: 0.1 }, ...options,
  });
  const eventsOf = (run: ReturnType<typeof train>) => lastValueFrom(run.events$.pipe(toArray()));
  const isStep = (event: TrainEvent): event is StepEvent => event.kind === 'step';
  const stepsOf = (events: readonly TrainEvent[]) => events.filter(isStep);

  it('reports its start, each step and its end, in order', async () => {
    const events = await eventsOf(start());
    expect(events.map(({ kind }) => kind)).toEqual(['started', 'step', 'step', 'step', 'step', 'finished']);
    expect(events[0]).toMatchObject({ backend: backend.name, seed: 1, steps: 4, stepsBefore: 0, parameterCount: 56 });
    expect(stepsOf(events).map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    expect(stepsOf(events).map(({ progress }) => progress)).toEqual([0, 0.25, 0.5, 0.75]);
    expect(stepsOf(events).every(({ tokens, applied, seconds }) => tokens === 16 && applied && seconds > 0)).toBe(true);
    expect(events.at(-1)).toMatchObject({ step: 4, stopped: false, earlyStopped: false, skippedSteps: 0, spikes: 0 });
  });

  it('learns', async () => {
    const run = start({ steps: 60 });
    const [first, last] = [await firstValueFrom(run.events$), await run.done];
    expect(first.kind).toBe('started');
    const events = stepsOf(await eventsOf(start({ steps: 1 })));
    expect(last.loss).toBeLessThan(events[0]!.loss / 2);
    expect(last).toMatchObject({ steps: 60, stopped: false, skippedSteps: 0, tokens: 960 });
  });

  it('emits nothing before the first microtask', async () => {
    let count = 0;
    const run = start();
    run.events$.subscribe(() => count++);
    expect(count).toBe(0);
    await run.done;
    expect(count).toBe(6);
  });

  it('tells a late subscriber the latest', async () => {
    const run = start();
    await run.done;
    expect((await eventsOf(run)).map(({ kind }) => kind)).toEqual(['finished']);
  });

  it('feeds the learning rate of the schedule', async () => {
    const schedule = { kind: 'warmupCosine', peak: 0.1, floor: 0.01, warmupSteps: 2, decaySteps: 4 } as const;
    const rates = stepsOf(await eventsOf(start({ schedule }))).map(({ learningRate }) => learningRate);
    expect(rates).toEqual([0, 1, 2, 3].map((step) => learningRateAt(schedule, { step, progress: step / 4 })));
  });

  it('takes several micro-batches a step', async () => {
    const run = start({ accumulation: 3, steps: 2 });
    expect(stepsOf(await eventsOf(run)).map(({ tokens }) => tokens)).toEqual([48, 48]);
  });

  it('evaluates on the way and at the end, once a step', async () => {
    const calls: number[] = [];
    const evaluate = async (_: unknown, step: number) => {
      calls.push(step);
      return { loss: step };
    };
    const run = start({ evaluate, evaluateEverySteps: 2, steps: 5 });
    const events = await eventsOf(run);
    expect(calls).toEqual([2, 4, 5]);
    expect(events.map(({ kind }) => kind)).toEqual(
      ['started', 'step', 'step', 'evaluated', 'step', 'step', 'evaluated', 'step', 'evaluated', 'finished'],
    );
    expect((await run.done).evaluation).toEqual({ loss: 5 });
  });

  it('lets timers run between its steps, and stops after the one under way', async () => {
    const run = start({ steps: 1_000_000, source: { ...source(), next: async () => randomBatch(1) } });
    setTimeout(() => run.stop(), 20);
    const result = await run.done;
    expect(result.stopped).toBe(true);
    expect(result.steps).toBeGreaterThan(0);
    expect(result.steps).toBeLessThan(1_000_000);
  });

  it('needs no more memory after 500 steps than after 20', async () => {
    const peaks = new Map<number, number>();
    const run = start({ steps: 500, source: source(500) });
    run.events$.subscribe((event) => {
      if (event.kind === 'step') peaks.set(event.step, backend.memory().peakBytes);
    });
    await run.done;
    expect(peaks.get(500)).toBe(peaks.get(20));
  });

  it('stops before its first step when told so at once', async () => {
    const run = start();
    run.stop();
    expect(await run.done).toMatchObject({ steps: 0, stopped: true });
  });

  it('says when its source runs out', async () => {
    const run = start({ source: source(3), accumulation: 2 });
    const events = eventsOf(run);
    await expect(run.done).rejects.toThrow(InvalidInputError);
    await expect(run.done).rejects
      .toThrow('train: the source ended after 3 batches, in step 2 of 4; 2 a step are needed');
    expect((await events).map(({ kind }) => kind)).toEqual(['started', 'step', 'failed']);
    expect((await events).at(-1)).toMatchObject({ step: 1, error: expect.any(InvalidInputError) });
  });

  it('says when its source is empty', async () => {
    await expect(start({ source: source(0) }).done).rejects.toThrow('train: the source has no batches');
  });

  it('says when nothing is scored', async () => {
    await expect(start({ source: source(9, 0) }).done).rejects.toThrow('train: step 1 has no scored position');
  });

  it('stops at a loss that is not finite, naming the step', async () => {
    const schedule = { kind: 'constant', learningRate: Infinity } as const;
    const run = start({ schedule, optimizer: adamw({ weightDecay: 0 }) });
    const failed = lastValueFrom(run.events$);
    await expect(run.done).rejects.toThrow(NonFiniteError);
    await expect(run.done).rejects.toThrow(/^train: step 2: the loss is NaN/);
    expect(await failed).toMatchObject({ kind: 'failed', step: 1 });
  });

  it('skips and counts steps that overflow under f16', async () => {
    const run = start({ precision: 'f16', lossScale: { initial: 2 ** 24 }, steps: 40 });
    const applied = stepsOf(await eventsOf(run)).map((event) => event.applied);
    const { skippedSteps, loss } = await run.done;
    expect(skippedSteps).toBeGreaterThan(0);
    expect(applied.filter((isApplied) => !isApplied)).toHaveLength(skippedSteps);
    expect(applied.at(-1)).toBe(true);
    expect(Number.isFinite(loss)).toBe(true);
  });

  it('passes on what evaluation and store throw', async () => {
    const evaluate = () => Promise.reject(new Error('no evaluation today'));
    await expect(start({ evaluate }).done).rejects.toThrow('no evaluation today');
  });

  it.each([
    [{ steps: 0 }, 'train: steps must be a positive integer; got 0'],
    [{ accumulation: 1.5 }, 'train: accumulation must be a positive integer; got 1.5'],
    [{ seed: -1 }, 'train: seed must be an integer in [0, 2^53); got -1'],
    [{ evaluateEveryFraction: 2 }, 'train: evaluateEveryFraction must be in (0, 1]; got 2'],
    [{ clipNorm: 0 }, 'train: clipNorm must be above 0; got 0'],
  ])('refuses %o', async (options, message) => {
    await expect(start(options).done).rejects.toThrow(new ConfigError(message));
  });
});

it('fails with the reason when its backend is closed under it', async () => {
  const backend = await devices[0]![1]();
  const endless = { ...streamOf([]), next: async () => randomBatch(1) };
  const run = train({ backend, model: bigram(), source: endless, steps: 1_000_000, seed: 1 });
  await firstValueFrom(run.events$);
  await backend.close();
  await expect(run.done).rejects.toThrow(/is closed/);
});
