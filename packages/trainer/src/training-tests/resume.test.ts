import { InvalidInputError } from '@oneday/core';
import type { Checkpoint, CheckpointStore } from '@oneday/core';
import { readBound } from '@oneday/nn';
import type { Bound } from '@oneday/nn';
import type { Backend, PrecisionPolicy } from '@oneday/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainOptions } from '../options.ts';
import { train } from '../train.ts';
import { bigram, randomBatch, streamOf } from './bigram.ts';
import { devices } from './devices.ts';

/** Checkpoints in memory. */
function memoryStore(): CheckpointStore & { readonly checkpoints: Map<number, Checkpoint> } {
  const checkpoints = new Map<number, Checkpoint>();
  return {
    checkpoints,
    save: async (checkpoint) => void checkpoints.set(checkpoint.step, structuredClone(checkpoint)),
    load: async (step) => checkpoints.get(step)!,
    latest: async () => [...checkpoints.keys()].at(-1),
    list: async () => [...checkpoints.keys()],
  };
}

describe.each(devices)('continuing a run on %s', (_, open) => {
  let backend: Backend;
  beforeAll(async () => void (backend = await open()));
  afterAll(() => backend.close());

  const model = bigram({ dropout: 0.2 });
  const batches = Array.from({ length: 16 }, (_, i) => randomBatch(i));
  const start = (options: Partial<TrainOptions>) => train({
    backend, model, source: streamOf(batches), steps: 8, accumulation: 2, seed: 1, ...options,
  });
  const values = async (bound: Bound) => (
    [...await readBound(backend, bound)].map(([, { data }]) => Array.from(data, Number))
  );
  const precisions: readonly PrecisionPolicy[] = ['f32', 'f16'];

  it.each(precisions)('ends bit for bit where the whole run ends, in %s', async (precision) => {
    const store = memoryStore();
    const whole = await start({ precision, store, saveEverySteps: 3 }).done;
    expect(await store.list()).toEqual([3, 6, 8]);
    const resumed = await start({ precision, resumeFrom: await store.load(3) }).done;
    expect(await values(resumed.parameters)).toEqual(await values(whole.parameters));
    expect(resumed).toMatchObject({ steps: 8, tokens: whole.tokens, loss: whole.loss });
  });

  it('is refused for a checkpoint of another model, or one without optimizer or position', async () => {
    const store = memoryStore();
    await start({ store, steps: 2 }).done;
    const checkpoint = await store.load(2);
    await expect(start({ model: bigram({ width: 8 }), resumeFrom: checkpoint }).done)
      .rejects.toThrow('checkpoint: "tokens.weight" must be f32[7,8]; got');
    const { step, state, model: parameters } = checkpoint;
    await expect(start({ resumeFrom: { step, state, model: parameters } }).done).rejects.toThrow(/no optimizer state/);
    await expect(start({ resumeFrom: { ...checkpoint, state: null } }).done).rejects.toThrow(InvalidInputError);
    await expect(start({ steps: 2, resumeFrom: checkpoint }).done).rejects
      .toThrow('train: steps must be above the checkpoint\'s 2');
  });

  it('keeps the caller\'s own parameters, and frees its own when it fails', async () => {
    const parameters = model.bind(backend, 5);
    const { done } = start({ parameters, source: streamOf([batches[0]!]) });
    await expect(done).rejects.toThrow(/the source ended/);
    expect(await values(parameters)).toHaveLength(2);
    const { usedBytes } = backend.memory();
    await expect(start({ source: streamOf([]) }).done).rejects.toThrow(/no batches/);
    expect(backend.memory().usedBytes).toBe(usedBytes);
  });
});
