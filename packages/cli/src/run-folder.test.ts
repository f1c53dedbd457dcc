import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderBusyError, InvalidInputError } from '@oneday/core';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { RunFolder } from './run-folder.ts';

const parent = mkdtempSync(join(tmpdir(), 'oneday-run-folder-'));
afterAll(() => rmSync(parent, { recursive: true }));

let path: string;
let folders = 0;
beforeEach(() => (path = join(parent, `${++folders}`, 'runs', 'mine')));

const exists = (folder: string) => new InvalidInputError(
  `run folder ${JSON.stringify(folder)}: it exists already; name a new one with --out`,
);

describe('a new run folder', () => {
  it('is made with those above it, and belongs to one process', async () => {
    using folder = await RunFolder.create(path, 'mine');
    await folder.writeConfig({ seed: 1 });
    expect(JSON.parse(readFileSync(join(path, 'config.json'), 'utf8'))).toEqual({ seed: 1 });
    await expect(RunFolder.open(path)).rejects.toThrow(FolderBusyError);
    await expect(RunFolder.create(path, 'mine')).rejects.toThrow(exists(path));
  });

  it('may be there empty, or as a run left it that was killed before it had a configuration', async () => {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'config.json.saving-12-1'), '{"se');
    using folder = await RunFolder.create(path, 'mine');
    expect(folder.path).toBe(path);
  });

  it('is refused where something is', async () => {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'notes.txt'), '');
    await expect(RunFolder.create(path, 'mine')).rejects.toThrow(exists(path));
    await expect(RunFolder.create(join(path, 'notes.txt'), 'mine')).rejects.toThrow(exists(join(path, 'notes.txt')));
    await expect(RunFolder.create(join(path, 'notes.txt', 'run'), 'mine'))
      .rejects.toThrow(/: it cannot be made: a part of the path is no folder$/);
    expect(readdirSync(path)).toEqual(['notes.txt']);
  });

  it.runIf(process.platform === 'linux')('is refused at once where the system takes no folders', async () => {
    await expect(RunFolder.create('/proc/no-folder-can-be-made-here/run', 'mine'))
      .rejects.toThrow(/: it cannot be made: the system takes no folders there$/);
  });

  it('that nothing came of is taken away, with what was made for it and nothing else', async () => {
    mkdirSync(join(path, '..', '..'), { recursive: true });
    const folder = await RunFolder.create(path, 'mine');
    await folder.writeConfig({ seed: 1 });
    folder.discard();
    expect(readdirSync(join(path, '..', '..'))).toEqual([]);

    const kept = await RunFolder.create(path, 'mine');
    await kept.writeConfig({ seed: 1 });
    writeFileSync(join(path, '..', 'notes.txt'), '');
    kept.discard();
    expect(readdirSync(join(path, '..'))).toEqual(['notes.txt']);
  });
});

describe('the folder of a run that goes on', () => {
  it('loses what writes have left that were cut short', async () => {
    mkdirSync(path, { recursive: true });
    for (const name of ['config.json', 'config.json.saving-12-1', 'report.html.saving-9-22', 'notes.saving-1-1']) {
      writeFileSync(join(path, name), '{}');
    }
    (await RunFolder.open(path))[Symbol.dispose]();
    expect(readdirSync(path).sort()).toEqual(['config.json', 'notes.saving-1-1']);
  });

  it('is there', async () => {
    const message = `run ${JSON.stringify(path)}: there is no such file or folder`;
    await expect(RunFolder.open(path)).rejects.toThrow(new InvalidInputError(message));
    expect(existsSync(path)).toBe(false);
  });
});
