import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import { readTextFile } from './read-text-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'oneday-text-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('readTextFile', () => {
  it('gives the text as it is', async () => {
    expect(await readTextFile(file('good.txt', 'a\r\n中😀'))).toBe('a\r\n中😀');
  });

  it.each([
    ['a missing file', () => join(folder, 'none.txt'), 'there is no such file'],
    ['a path through a file', () => join(file('plain', 'a'), 'x.txt'), 'a part of the path is no directory'],
    ['a directory', () => folder, 'it is a directory; name a regular file'],
    ['an empty file', () => file('empty.txt', ''), 'it is empty; name a file with text'],
    ['bytes that are no text', () => file('latin1.txt', Uint8Array.of(0x61, 0xe9, 0x61)),
      'must be UTF-8; got the byte 0xe9 at offset 1, which opens no character; convert it first'],
    ['UTF-16', () => file('utf16.txt', Buffer.from('ab', 'utf16le')),
      'text has no zero bytes; got one at offset 1; binary data or UTF-16?'],
  ])('refuses %s in one line', async (_, make, reason) => {
    const path = make();
    const message = `text file ${JSON.stringify(path)}: ${reason}`;
    await expect(readTextFile(path)).rejects.toThrow(new InvalidInputError(message));
  });

  // Windows has no named pipes in folders.
  it.skipIf(process.platform === 'win32')('refuses a pipe without waiting for a writer', async () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    await expect(readTextFile(path)).rejects.toThrow('it is a pipe or device; name a regular file');
  });
});
