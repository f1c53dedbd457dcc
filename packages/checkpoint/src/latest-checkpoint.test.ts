import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import type { CheckpointStore, NamedTensors } from '@oneday/core';
import { latestCheckpoint } from './latest-checkpoint.ts';
import { folderStore } from './node-folder-store.ts';

const parent = mkdtempSync(join(tmpdir(), 'oneday-latest-'));
afterAll(() => rmSync(parent, { recursive: true }));

describe('the checkpoint to resume from', () => {
  let root: string;
  let store: CheckpointStore;
  let runs = 0;
  const model: NamedTensors = new Map([['w', { dtype: 'f32', shape: [4], data: new Float32Array(4) }]]);
  const save = async (...steps: number[]) => {
    for (const step of steps) await store.save({ step, model, state: null });
  };
  const tear = (step: number) => truncateSync(join(root, `step-000000${step}/model.safetensors`), 90);
  beforeEach(() => {
    const run = join(parent, `run-${++runs}`);
    root = join(run, 'checkpoints');
    store = folderStore(run);
  });

  it('is the one saved last', async () => {
    await save(10, 20, 30);
    expect(await latestCheckpoint(store)).toMatchObject({ checkpoint: { step: 30 }, refused: [] });
    await save(20);
    expect(await latestCheckpoint(store)).toMatchObject({ checkpoint: { step: 20 }, refused: [] });
  });

  it('is none in an empty store', async () => {
    expect(await latestCheckpoint(store)).toBeUndefined();
  });

  it('is the one before where the last is torn, and the torn ones are named', async () => {
    await save(10, 20, 30);
    tear(30);
    tear(20);
    const { checkpoint, refused } = (await latestCheckpoint(store))!;
    expect(checkpoint.step).toBe(10);
    expect(refused.map(({ message }) => message)).toEqual([
      expect.stringContaining(`${join(root, 'step-00000030')}": model.safetensors: torn: `),
      expect.stringContaining(`${join(root, 'step-00000020')}": model.safetensors: torn: `),
    ]);
  });

  it('is the highest where latest.json is torn', async () => {
    await save(10, 20);
    writeFileSync(join(root, 'latest.json'), '{"st');
    const { checkpoint, refused } = (await latestCheckpoint(store))!;
    expect(checkpoint.step).toBe(20);
    expect(refused[0]!.message).toContain('latest.json"');
  });

  it('is never one after the one saved last', async () => {
    await save(10, 30, 20);
    tear(20);
    expect(await latestCheckpoint(store)).toMatchObject({ checkpoint: { step: 10 } });
  });

  it('is refused when all are torn, rather than starting anew', async () => {
    await save(10, 20);
    tear(10);
    tear(20);
    await expect(latestCheckpoint(store)).rejects.toThrow(InvalidInputError);
    await expect(latestCheckpoint(store)).rejects.toThrow(/^no checkpoint can be used: .*step-00000020.*step-00000010/);
  });

  it('passes on what is wrong with the machine', async () => {
    const broken = { ...store, list: () => Promise.reject(new Error('EIO')) };
    await expect(latestCheckpoint(broken)).rejects.toThrow('EIO');
  });
});
