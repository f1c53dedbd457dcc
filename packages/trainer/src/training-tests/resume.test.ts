import { InvalidInputError } from '@oneday/core';
import type { Checkpoint, CheckpointStore, JsonObject } from '@oneday/core';
import { readBound } from '@oneday/nn';
import type { Bound } from '@oneday/nn';
import type { Backend, PrecisionPolicy } from '@oneday/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainParts } from '../options.ts';
import type { RunLength } from '../run-length.ts';
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
  const start = (options: Partial<TrainParts>, length: RunLength = { steps: 8 }) => train({
    backend, model, source: streamOf(batches), accumulation: 2, seed: 1, ...options, ...length,
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
    await start({ store }, { steps: 2 }).done;
    const checkpoint = await store.load(2);
    await expect(start({ model: bigram({ width: 8 }), resumeFrom: checkpoint }).done)
      .rejects.toThrow('checkpoint: "tokens.weight" must be f32[7,8]; got');
    const { step, state, model: parameters } = checkpoint;
    await expect(start({ resumeFrom: { step, state, model: parameters } }).done).rejects.toThrow(/no optimizer state/);
    await expect(start({ resumeFrom: { ...checkpoint, state: null } }).done).rejects.toThrow(InvalidInputError);
    await expect(start({ resumeFrom: checkpoint }, { steps: 1 }).done).rejects
      .toThrow('train: the checkpoint is of step 2, beyond the run\'s last one, 1');
    await expect(start({ seed: 2, resumeFrom: checkpoint }).done).rejects
      .toThrow('train: the checkpoint is of a run with seed 1, and can only go on with it; got 2');
    const spoiled = { ...checkpoint.state as JsonObject, elapsedSeconds: 'long' };
    await expect(start({ resumeFrom: { ...checkpoint, state: spoiled } }).done).rejects
      .toThrow('train: resumeFrom is no checkpoint of a run: its elapsedSeconds must be a number; got "long"');
  });

  it('takes no more steps when the run was over, and ends as it did', async () => {
    const store = memoryStore();
    const whole = await start({ store }).done;
    const evaluated: number[] = [];
    const evaluate = async (_: Bound, step: number) => {
      evaluated.push(step);
      return { loss: 1 };
    };
    const again = await start({ resumeFrom: await store.load(8), source: streamOf(batches), evaluate }).done;
    expect(again).toMatchObject({ steps: 8, loss: whole.loss, tokens: whole.tokens, stopped: false });
    expect(await values(again.parameters)).toEqual(await values(whole.parameters));
    expect(evaluated).toEqual([8]);
  });

  it('loses no step when it dies in its last evaluation', async () => {
    const store = memoryStore();
    const dying = start({ store, evaluate: () => Promise.reject(new Error('died')) });
    await expect(dying.done).rejects.toThrow('died');
    expect(await store.list()).toEqual([8]);
  });

  it('gives a store tensors that the run does not change any more', async () => {
    const kept = new Map<number, Checkpoint>();
    const copying = memoryStore();
    const store = {
      ...copying,
      save: async (checkpoint: Checkpoint) => {
        kept.set(checkpoint.step, checkpoint);
        await copying.save(checkpoint);
      },
    };
    await start({ store, saveEverySteps: 2 }).done;
    expect([...kept.keys()]).toEqual([2, 4, 6, 8]);
    for (const [step, checkpoint] of kept) expect(checkpoint).toEqual(copying.checkpoints.get(step));
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
