import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath, platform } from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ProgramCache } from './program-cache.ts';

const root = mkdtempSync(join(tmpdir(), 'oneday-programs-'));
const folder = join(root, 'programs');
const warnings: string[] = [];
const open = (options: Partial<ConstructorParameters<typeof ProgramCache>[0]> = {}) =>
  new ProgramCache({ folder, surroundings: ['plugin', 'device'], warn: (line) => warnings.push(line), ...options });
const bytes = new Uint8Array(1000).fill(7);

afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  warnings.splice(0);
});

describe('ProgramCache', () => {
  it('gives what was kept for the same text, plugin and device, and nothing for others', async () => {
    const cache = open();
    expect(await cache.read('program')).toBeUndefined();
    await cache.write('program', bytes);
    expect(await open().read('program')).toEqual(bytes);
    expect(await cache.read('another program')).toBeUndefined();
    expect(await open({ surroundings: ['plugin', 'another device'] }).read('program')).toBeUndefined();
    expect(await open({ surroundings: ['plugindevice', ''] }).read('program')).toBeUndefined();
  });

  it.each([0, 10, 32, 500])('ignores and removes a file that was cut to %d bytes', async (length) => {
    const cache = open();
    await cache.write('program', bytes);
    truncateSync(join(folder, readdirSync(folder)[0]!), length);
    expect(await cache.read('program')).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('stays within its bounds: what was not used for longest goes', async () => {
    const cache = open({ mostBytes: 2500 });
    await cache.write('first', bytes);
    utimesSync(join(folder, readdirSync(folder)[0]!), 1, 1);
    await cache.write('second', bytes);
    await cache.write('third', bytes);
    expect(readdirSync(folder)).toHaveLength(2);
    expect(await cache.read('first')).toBeUndefined();
    expect(await cache.read('third')).toEqual(bytes);
  });

  const file = join(root, 'file');
  writeFileSync(file, '');
  it.each([
    ['below a file', join(file, 'programs'), 'EEXIST'],
    ...(platform === 'linux' ? [['where the system takes no folders', '/proc/no-folder/programs', 'ENOENT']] : []),
  ])('says once, in one line, that it cannot write, and goes on: %s', async (_, elsewhere, code) => {
    const cache = open({ folder: elsewhere });
    await cache.write('program', bytes);
    await cache.write('another', bytes);
    const line = `compiled programs are not kept in ${elsewhere}: ${code}; set ONEDAY_CACHE to another folder`;
    expect(warnings).toEqual([line]);
    expect(await cache.read('program')).toBeUndefined();
  });

  it.skipIf(platform === 'win32')('says once, in one line, that the disk is full, and leaves no half file', () => {
    const script = fileURLToPath(new URL('./engine-tests/keep-program.ts', import.meta.url));
    // 512 bytes a file.
    const limited = 'trap "" XFSZ; ulimit -f 1; exec "$@"';
    const output = execFileSync('sh', ['-c', limited, 'sh', execPath, '--conditions=@oneday/source', script, folder]);
    const advice = 'the disk is full; free some space, or set ONEDAY_CACHE to another folder';
    expect(JSON.parse(output.toString())).toEqual([`compiled programs are not kept in ${folder}: ${advice}`]);
    expect(readdirSync(folder)).toEqual([]);
  });
});
