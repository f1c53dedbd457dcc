import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { FolderBusyError, InvalidInputError } from '@oneday/core';
import { lockFolder } from './node-folder-lock.ts';

const parent = mkdtempSync(join(tmpdir(), 'oneday-lock-'));
afterAll(() => rmSync(parent, { recursive: true }));

let folder: string;
let folders = 0;
beforeEach(() => {
  folder = join(parent, `run-${++folders}`);
  mkdirSync(folder);
});

const host = encodeURIComponent(hostname());
const lockFile = (pid: number, startTicks = 0, onHost = host) => `.lock-${pid}-${startTicks}-${onHost}`;
const putDown = (name: string) => writeFileSync(join(folder, name), '');
/** The number of a process that is gone. */
const gonePid = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('a locked folder', () => {
  it('has the lock as long as its owner wants it', async () => {
    const lock = await lockFolder(folder, 'run');
    expect(readdirSync(folder)).toEqual([expect.stringMatching(new RegExp(`^\\.lock-${process.pid}-\\d+-${host}$`))]);
    await expect(lockFolder(folder, 'run')).rejects.toThrow(FolderBusyError);
    lock[Symbol.dispose]();
    expect(readdirSync(folder)).toEqual([]);
    (await lockFolder(folder, 'run'))[Symbol.dispose]();
  });

  it('is refused while another process has it, which is named', async () => {
    const other = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    try {
      putDown(lockFile(other.pid!));
      const file = JSON.stringify(join(folder, lockFile(other.pid!)));
      await expect(lockFolder(folder, 'run "x"')).rejects.toThrow(new FolderBusyError(
        `run "x": process ${other.pid} on ${hostname()} writes to it; wait until it ends; ` +
        `if it is gone for certain, remove ${file}`,
      ));
      expect(readdirSync(folder)).toEqual([lockFile(other.pid!)]);
    } finally {
      other.kill();
    }
  });

  it('is refused while a process of another machine has it: no one here knows whether that is gone', async () => {
    putDown(lockFile(gonePid(), 123, 'elsewhere%20'));
    const line = /^run: process \d+ on elsewhere {2}writes to it; .* remove "/;
    await expect(lockFolder(folder, 'run')).rejects.toThrow(line);
  });

  it('is taken from processes that are gone', async () => {
    putDown(lockFile(gonePid()));
    putDown(lockFile(gonePid()));
    const lock = await lockFolder(folder, 'run');
    expect(readdirSync(folder)).toHaveLength(1);
    lock[Symbol.dispose]();
  });

  it.runIf(process.platform === 'linux')('is taken from one whose number another process has by now', async () => {
    putDown(lockFile(process.ppid, 1));
    (await lockFolder(folder, 'run'))[Symbol.dispose]();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is taken from one that had this process\'s own number', async () => {
    const lock = await lockFolder(folder, 'run');
    const [name] = readdirSync(folder);
    lock[Symbol.dispose]();
    putDown(name!);
    (await lockFolder(folder, 'run'))[Symbol.dispose]();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves files alone that are no locks', async () => {
    putDown('.lock');
    putDown('.lock-1-1-');
    putDown('.lock-x-1-host');
    (await lockFolder(folder, 'run'))[Symbol.dispose]();
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it('is a folder', async () => {
    const missing = lockFolder(join(folder, 'none'), 'run "none"');
    await expect(missing).rejects.toThrow(new InvalidInputError('run "none": there is no such file or folder'));
    putDown('file');
    await expect(lockFolder(join(folder, 'file'), 'run')).rejects.toThrow(InvalidInputError);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('');
  });
});
