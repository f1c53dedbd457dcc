import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidInputError } from '@oneday/core';
import { afterAll, describe, expect, it } from 'vitest';
import { writeZip } from './setup-tests/write-zip.ts';
import { unpackWheel } from './unpack-wheel.ts';

const folder = mkdtempSync(join(tmpdir(), 'oneday-wheel-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const wheel = join(folder, 'a.whl');
const target = join(folder, 'unpacked');

describe('unpackWheel', () => {
  it('writes the files it accepts, and gives their paths', async () => {
    writeZip(wheel, { 'a/b.txt': 'text'.repeat(1000), 'a/c.txt': '', 'd.txt': 'no' });
    expect(await unpackWheel(wheel, target, { accepts: (path) => path.startsWith('a/') }))
      .toEqual(['a/b.txt', 'a/c.txt']);
    expect(readFileSync(join(target, 'a/b.txt'), 'utf8')).toBe('text'.repeat(1000));
    expect(readFileSync(join(target, 'a/c.txt'), 'utf8')).toBe('');
    expect(existsSync(join(target, 'd.txt'))).toBe(false);
  });

  it.each(['../out.txt', '/etc/out.txt', 'a/../../out.txt', 'a\\out.txt', 'C:out.txt'])(
    'refuses the path %s before it writes anything', async (path) => {
      writeZip(wheel, { 'fine.txt': 'x', [path]: 'x' });
      await expect(unpackWheel(wheel, join(folder, 'safe'))).rejects.toThrow('would leave its folder');
      expect(existsSync(join(folder, 'safe'))).toBe(false);
    });

  it('refuses what unpacks to more than is allowed, or than its directory says', async () => {
    writeZip(wheel, { 'a.txt': 'x'.repeat(10_000) });
    await expect(unpackWheel(wheel, target, { mostBytes: 9999 })).rejects.toThrow('at most 9999 are allowed');
    writeZip(wheel, { 'a.txt': 'x'.repeat(10_000) }, { bytes: 100 });
    await expect(unpackWheel(wheel, target)).rejects.toThrow('larger than its directory says');
  });

  it('refuses archives that were cut short, and other files, in one line', async () => {
    writeZip(wheel, { 'a.txt': 'x'.repeat(10_000) });
    const whole = readFileSync(wheel);
    for (let length = 0; length < whole.length; length += 7) {
      truncateSync(wheel, length);
      const failure = unpackWheel(wheel, target);
      await expect(failure).rejects.toThrow(InvalidInputError);
      await expect(failure).rejects.toThrow(/^[^\n]*damaged[^\n]*$/);
      writeFileSync(wheel, whole);
    }
    writeFileSync(wheel, 'no archive');
    await expect(unpackWheel(wheel, target)).rejects.toThrow('no zip archive');
  });
});
