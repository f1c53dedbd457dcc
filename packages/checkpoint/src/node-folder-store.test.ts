import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import type { Checkpoint, StoredTensor } from '@oneday/core';
import { folderStore } from './node-folder-store.ts';

const parent = mkdtempSync(join(tmpdir(), 'oneday-store-'));
afterAll(() => rmSync(parent, { recursive: true }));

let run: string;
let root: string;
let runs = 0;
beforeEach(() => {
  run = join(parent, `run-${++runs}`);
  root = join(run, 'checkpoints');
});

const tensor = (value: number): StoredTensor => ({ dtype: 'f32', shape: [4], data: new Float32Array(4).fill(value) });
const checkpoint = (step: number, value = step): Checkpoint => ({
  step,
  model: new Map([['w', tensor(value)]]),
  optimizer: new Map([['w.m', tensor(value / 2)]]),
  state: { data: { position: 12 * step }, losses: [4.2, 3.9] },
});

describe('folderStore', () => {
  it('gives back what was saved', async () => {
    const store = folderStore(run);
    const forUse: Checkpoint = { step: 7, model: new Map([['w', tensor(7)]]), state: null };
    await store.save(checkpoint(500));
    await store.save(forUse);
    expect(await store.load(500)).toEqual(checkpoint(500));
    expect(await store.load(7)).toEqual(forUse);
    expect(await store.list()).toEqual([7, 500]);
    expect(await store.latest()).toBe(7);
  });

  it('has the layout that other programs read', async () => {
    await folderStore(run).save(checkpoint(500));
    expect(readdirSync(root).sort()).toEqual(['latest.json', 'step-00000500']);
    expect(readdirSync(join(root, 'step-00000500')).sort()).toEqual(
      ['model.safetensors', 'optimizer.safetensors', 'state.json'],
    );
    expect(JSON.parse(readFileSync(join(root, 'latest.json'), 'utf8'))).toEqual({ step: 500 });
  });

  it('is empty before the first save, and does not make a folder by looking', async () => {
    const store = folderStore(run);
    expect(await store.list()).toEqual([]);
    expect(await store.latest()).toBeUndefined();
    expect(existsSync(run)).toBe(false);
    const message = `checkpoints in ${JSON.stringify(root)}: no step 3; there is none`;
    await expect(store.load(3)).rejects.toThrow(new InvalidInputError(message));
  });

  // There the system says that a folder is missing which is there, and Node's own way tries forever.
  it.runIf(process.platform === 'linux')('says at once that there can be no folder below /proc', async () => {
    const saved = folderStore('/proc/oneday/run').save(checkpoint(1));
    await expect(saved).rejects.toThrow('there is no such file or folder');
  });

  it('replaces a checkpoint of the same step', async () => {
    const store = folderStore(run);
    await store.save(checkpoint(5, 1));
    await store.save(checkpoint(5, 2));
    expect(await store.load(5)).toEqual(checkpoint(5, 2));
    expect(readdirSync(root).sort()).toEqual(['latest.json', 'step-00000005']);
  });

  it('does saves in flight one after the other, also after one that fails', async () => {
    const store = folderStore(run);
    const checkpoints = [checkpoint(1), checkpoint(-1), checkpoint(2), checkpoint(1, 9)];
    const results = await Promise.allSettled(checkpoints.map((each) => store.save(each)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(await store.latest()).toBe(1);
    expect(await store.load(1)).toEqual(checkpoint(1, 9));
  });

  it('keeps the last ones, and always the one just saved', async () => {
    const store = folderStore(run, { keepLast: 2 });
    for (const step of [10, 20, 30, 5]) await store.save(checkpoint(step));
    expect(await store.list()).toEqual([5, 30]);
    expect(readdirSync(root).sort()).toEqual(['latest.json', 'step-00000005', 'step-00000030']);
    expect(() => folderStore(run, { keepLast: 0 })).toThrow(InvalidInputError);
    expect(() => folderStore(run, { keepEverySteps: 2 })).toThrow(InvalidInputError);
  });

  it('keeps milestones besides', async () => {
    const store = folderStore(run, { keepLast: 2, keepEverySteps: 20 });
    for (const step of [10, 20, 30, 40, 50, 60, 70, 80]) await store.save(checkpoint(step));
    expect(await store.list()).toEqual([20, 40, 60, 70, 80]);
  });
});

describe('after a crash', () => {
  it('in mid-save, the half is never listed, and the next save clears it away', async () => {
    const store = folderStore(run);
    await store.save(checkpoint(1));
    mkdirSync(join(root, '.saving-step-00000002'));
    writeFileSync(join(root, '.saving-step-00000002', 'model.safetensors'), 'half');
    mkdirSync(join(root, '.removing-step-00000000'));
    writeFileSync(join(root, 'latest.json.saving-123-4'), '{"st');
    expect(await store.list()).toEqual([1]);
    expect(await store.latest()).toBe(1);
    await store.save(checkpoint(2));
    expect(await store.load(2)).toEqual(checkpoint(2));
    expect(readdirSync(root).sort()).toEqual(['latest.json', 'step-00000001', 'step-00000002']);
  });

  it('between the renames of a replacement, the old checkpoint counts, and the next save puts it back', async () => {
    const store = folderStore(run);
    await store.save(checkpoint(1));
    renameSync(join(root, 'step-00000001'), join(root, '.replaced-step-00000001'));
    expect(await store.latest()).toBe(1);
    expect(await store.load(1)).toEqual(checkpoint(1));
    await store.save(checkpoint(2));
    expect(await store.load(1)).toEqual(checkpoint(1));
    expect(readdirSync(root).sort()).toEqual(['latest.json', 'step-00000001', 'step-00000002']);
  });

  it('after both renames, the new checkpoint counts, and the next save removes the old one', async () => {
    const store = folderStore(run);
    await store.save(checkpoint(1, 8));
    cpSync(join(root, 'step-00000001'), join(root, '.replaced-step-00000001'), { recursive: true });
    await store.save(checkpoint(1, 9));
    expect(await store.load(1)).toEqual(checkpoint(1, 9));
    expect(readdirSync(root).sort()).toEqual(['latest.json', 'step-00000001']);
  });

  it('before the first latest.json, the highest step is the latest', async () => {
    const store = folderStore(run);
    await store.save(checkpoint(3));
    rmSync(join(root, 'latest.json'));
    expect(await store.latest()).toBe(3);
  });
});

describe('a damaged checkpoint', () => {
  const folder = () => join(root, 'step-00000004');
  const file = (name: string) => join(folder(), name);
  const record = { byteLength: 112, crc32: 0 };

  it.each([
    ['a file cut off', () => truncateSync(file('model.safetensors'), 100),
      'model.safetensors: torn: 112 bytes expected, it has 100; load an older checkpoint'],
    ['a file too long', () => appendFileSync(file('optimizer.safetensors'), 'x'), 'optimizer.safetensors: torn: '],
    ['a missing file', () => rmSync(file('model.safetensors')),
      'model.safetensors: torn: 112 bytes expected, it is missing'],
    ['no state', () => rmSync(file('state.json')), 'state.json: there is no such file or folder'],
    ['half a state', () => truncateSync(file('state.json'), 50), 'state.json: not valid JSON ('],
    ['the state of another format', () => writeFileSync(file('state.json'), '[]'),
      'state.json: format must be "oneday-checkpoint"; got undefined'],
    ['the state of another step', () => edit({ step: 5 }), 'state.json: step must be 4; got 5'],
    ['a later format', () => edit({ formatVersion: 3 }), 'state.json: formatVersion must be 2; got 3'],
    ['files elsewhere', () => edit({ files: { 'model.safetensors': record, '../../secret': record } }),
      'state.json: files must give byteLength and crc32 of model.safetensors and perhaps optimizer.safetensors'],
    ['no files', () => edit({ files: null }), 'state.json: files must give byteLength and crc32 of'],
    ['no checksum', () => edit({ files: { 'model.safetensors': { byteLength: 112 } } }), 'state.json: files must give'],
    ['zeros where a block did not reach the disk', () => overwrite('model.safetensors', 96, new Uint8Array(16)),
      'model.safetensors: damaged: its bytes are not those that were saved; load an older checkpoint'],
    ['one bit turned over', () => overwrite('optimizer.safetensors', 110, Uint8Array.of(1)),
      'optimizer.safetensors: damaged: '],
  ])('with %s is refused by name', async (_, damage, message) => {
    const store = folderStore(run);
    await store.save(checkpoint(4));
    damage();
    const loading = store.load(4);
    await expect(loading).rejects.toThrow(InvalidInputError);
    await expect(loading).rejects.toThrow(`checkpoint ${JSON.stringify(folder())}: ${message}`);
  });

  function overwrite(name: string, offset: number, bytes: Uint8Array): void {
    const content = readFileSync(file(name));
    content.set(bytes, offset);
    writeFileSync(file(name), content);
  }

  function edit(fields: object): void {
    const json = JSON.parse(readFileSync(file('state.json'), 'utf8')) as object;
    writeFileSync(file('state.json'), JSON.stringify({ ...json, ...fields }));
  }

  it.each(['{"step": 99}', '{"step": "../../x"}', 'nope', ''])('does not follow a latest.json of %j', async (text) => {
    const store = folderStore(run);
    await store.save(checkpoint(4));
    writeFileSync(join(root, 'latest.json'), text);
    await expect(store.latest()).rejects.toThrow(InvalidInputError);
    await expect(store.latest()).rejects.toThrow('latest.json"');
  });

  it('is not made where a file is in the way', async () => {
    writeFileSync(run, 'a file');
    await expect(folderStore(run).save(checkpoint(4))).rejects.toThrow(InvalidInputError);
    rmSync(run);
  });
});
