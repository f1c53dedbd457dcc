import { ConfigError, DivergedError } from '@oneday/core';
import type { Checkpoint } from '@oneday/core';
import { adamw } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { lastValueFrom, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainParts } from '../options.ts';
import { train } from '../train.ts';
import { bigram, randomBatch, streamOf } from './bigram.ts';
import { devices } from './devices.ts';

/** 60 equal batches, and another one at `foreign`, which the model then finds surprising. */
const surprising = (foreign: number) => streamOf(
  Array.from({ length: 60 }, (_, i) => randomBatch(i === foreign ? 2 : 1)),
);

describe.each(devices)('a run that goes wrong on %s', (_, open) => {
  let backend: Backend;
  beforeAll(async () => void (backend = await open()));
  afterAll(() => backend.close());

  const start = (parts: Partial<TrainParts> & { steps?: number }) => {
    const run = train({
      backend, model: bigram(), source: surprising(50), seed: 1, steps: 60, optimizer: adamw({ weightDecay: 0 }),
      schedule: { kind: 'constant', learningRate: 0.1 }, spikes: { windowSteps: 10 }, ...parts,
    });
    return { ...run, events: lastValueFrom(run.events$.pipe(toArray())) };
  };

  it('reports a spike after its step, goes on, and counts it in the result', async () => {
    const run = start({});
    const events = await run.events;
    const at = events.findIndex(({ kind }) => kind === 'spiked');
    expect(events[at]).toMatchObject({ kind: 'spiked', step: 51, reason: expect.stringMatching(/^loss .* is above/) });
    expect(events[at - 1]).toMatchObject({ kind: 'step', step: 51 });
    expect(events.at(-1)).toMatchObject({ kind: 'finished', step: 60, spikes: 1 });
    expect(await run.done).toMatchObject({ steps: 60, spikes: 1, stopped: false });
  });

  it('ends at a spike where the rule says so, and saves nothing after it', async () => {
    const saved: Checkpoint[] = [];
    const store = {
      save: async (checkpoint: Checkpoint) => void saved.push(checkpoint),
      load: async () => saved[0]!, latest: async () => undefined, list: async () => [],
    };
    const run = start({ spikes: { policy: 'stop', windowSteps: 10 }, store, saveEverySteps: 10 });
    await expect(run.done).rejects.toThrow(DivergedError);
    await expect(run.done).rejects.toThrow(/^train: step 51 diverged: loss .* is above .*; lower the learning rate/);
    expect((await run.events).slice(-2).map(({ kind }) => kind)).toEqual(['spiked', 'failed']);
    expect(saved.map(({ step }) => step)).toEqual([10, 20, 30, 40, 50]);
  });

  it('has no spikes where nothing surprises it', async () => {
    expect(await start({ source: surprising(-1) }).done).toMatchObject({ spikes: 0 });
  });

  it('ends when its evaluations no longer get better', async () => {
    const losses = [3, 2, 2.1, 2.2, 1];
    const evaluate = async (_: unknown, step: number) => ({ loss: losses[step / 2 - 1]! });
    const early = { value: 'loss', patience: 2 };
    const run = start({ evaluate, evaluateEverySteps: 2, earlyStop: early });
    expect(await run.done).toMatchObject({ steps: 8, earlyStopped: true, stopped: false, evaluation: { loss: 2.2 } });
    expect((await run.events).at(-1)).toMatchObject({ kind: 'finished', earlyStopped: true });
    const patient = start({ evaluate, evaluateEverySteps: 2, earlyStop: { ...early, patience: 3 }, steps: 10 });
    expect(await patient.done).toMatchObject({ steps: 10, earlyStopped: false });
  });

  it('remembers its evaluations when it goes on, and not the one of being stopped', async () => {
    const saved: Checkpoint[] = [];
    const store = {
      save: async (checkpoint: Checkpoint) => void saved.push(checkpoint),
      load: async () => saved[0]!, latest: async () => undefined, list: async () => [],
    };
    const evaluate = async (_: unknown, step: number) => ({ loss: step === 5 ? 0 : 10 - (step < 5 ? step : 4) });
    const parts = { evaluate, evaluateEverySteps: 2, earlyStop: { value: 'loss', patience: 2 }, store };
    const whole = await start(parts).done;
    expect(whole).toMatchObject({ steps: 8, earlyStopped: true });
    const source = surprising(-1);
    let batches = 0;
    const interrupted = {
      ...source,
      next: () => {
        batches += 1;
        if (batches === 5) first.stop();
        return source.next();
      },
    };
    const first = start({ ...parts, source: interrupted });
    expect(await first.done).toMatchObject({ steps: 5, stopped: true, evaluation: { loss: 0 } });
    const resumeFrom = saved.at(-1)!;
    expect(resumeFrom.step).toBe(5);
    expect(await start({ ...parts, resumeFrom }).done).toMatchObject({ steps: 8, earlyStopped: true });
    expect(saved.at(-1)).toMatchObject({ step: 8 });
    expect(await start({ ...parts, resumeFrom: saved.at(-1)! }).done).toMatchObject({ steps: 8, earlyStopped: true });
  });

  it('needs evaluations to stop early', async () => {
    await expect(start({ earlyStop: { value: 'loss', patience: 1 } }).done).rejects
      .toThrow(new ConfigError('train: earlyStop needs evaluate, and evaluateEverySteps or evaluateEveryFraction'));
  });
});
