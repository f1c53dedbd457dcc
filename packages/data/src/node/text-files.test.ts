import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import type { Json } from '@oneday/core';
import { drain, expectExactResume } from '../stream-tests/drain.ts';
import { textFiles } from './text-files.ts';

const root = mkdtempSync(join(tmpdir(), 'oneday-files-'));
afterAll(() => rmSync(root, { recursive: true }));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
});

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}
const documentsOf = async (...options: Parameters<typeof textFiles>) => (await drain(textFiles(...options))).flat();
const namesOf = async (...options: Parameters<typeof textFiles>) => {
  const documents = await documentsOf(...options);
  return documents.map(({ source }) => source!.slice(folder.length + 1).replaceAll('\\', '/'));
};
const openFiles = () => readdirSync('/proc/self/fd').length;
const linux = process.platform === 'linux';

/** Texts with lines, long words, characters of every width, and nothing to cut at. */
const texts = {
  'a.txt': 'line\r\n'.repeat(500),
  'b/c.txt': 'wörter 中文 😀 '.repeat(300),
  'b/d.txt': '😀'.repeat(400) + 'é'.repeat(401) + '中'.repeat(303),
  'e.txt': 'x'.repeat(1000) + '\n' + 'y'.repeat(30),
};
const writeTexts = () => Object.entries(texts).forEach(([name, text]) => write(name, text));

describe('textFiles', () => {
  it('gives the files of a folder in the order of their paths, hidden and empty ones left out', async () => {
    for (const name of ['b.txt', 'a/z.txt', 'a/b/c.md', '.hidden', '.git/config', 'B.txt']) write(name, name);
    write('empty.txt', '');
    expect(await namesOf(folder)).toEqual(['B.txt', 'a/b/c.md', 'a/z.txt', 'b.txt']);
  });

  it.each([
    ['*.txt', ['a.txt', 'b.txt']],
    ['**/*.txt', ['a.txt', 'b.txt', 'd/e.txt', 'd/f/g.txt']],
    ['d/**', ['d/e.txt', 'd/f/g.txt', 'd/h.md']],
    ['{a,c}.{txt,md}', ['a.txt', 'c.md']],
    ['d/?.txt', ['d/e.txt']],
    ['.h*/*', ['.hid/i.txt']],
    ['(x)+[1].t?t', ['(x)+[1].txt']],
  ])('finds %s', async (pattern, names) => {
    for (const name of ['a.txt', 'b.txt', 'c.md', 'd/e.txt', 'd/f/g.txt', 'd/h.md', '.hid/i.txt']) write(name, name);
    if (pattern.startsWith('(')) write('(x)+[1].txt', 'x');
    expect(await namesOf(join(folder, pattern))).toEqual(names);
  });

  it('names each file once, however often it is meant', async () => {
    write('a.txt', 'a');
    write('b.txt', 'b');
    expect(await namesOf([join(folder, 'b.txt'), folder, join(folder, '*.txt')])).toEqual(['a.txt', 'b.txt']);
  });

  // Making links needs rights on Windows.
  it.skipIf(!linux)('follows no links inside a folder, but one that is named', async () => {
    const outside = mkdtempSync(join(root, 'outside-'));
    writeFileSync(join(outside, 'secret.txt'), 'secret');
    write('a.txt', 'a');
    symlinkSync(outside, join(folder, 'link'));
    symlinkSync(join(outside, 'secret.txt'), join(folder, 'link.txt'));
    symlinkSync(folder, join(folder, 'loop'));
    expect(await namesOf(folder)).toEqual(['a.txt']);
    expect(await namesOf(join(folder, '**/*.txt'))).toEqual(['a.txt']);
    expect(await namesOf(join(folder, 'link.txt'))).toEqual(['link.txt']);
  });

  it.each([8, 9, 13, 64, 1000, 65_536])('cuts pieces of at most %d bytes that join to the text', async (pieceBytes) => {
    writeTexts();
    const joined: Record<string, string> = {};
    for (const { text, source, continues } of await documentsOf(folder, { pieceBytes })) {
      const name = source!.slice(folder.length + 1);
      joined[name] = (joined[name] ?? '') + text;
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(pieceBytes);
      expect(text).not.toMatch(/\p{Cs}|\ufffd/u);
      expect(continues === true).toBe(joined[name].length < texts[name as keyof typeof texts].length);
    }
    expect(joined).toEqual(texts);
  });

  it.each([
    ['before spaces after words', 'one two three four', ['one two', ' three', ' four']],
    ['before the first of several spaces', 'one two   three', ['one two', '   three']],
    ['before line ends where there are no spaces', '第一。\n第二行', ['第一。', '\n第二行']],
    ['between characters where white space is all there is', `a${' '.repeat(13)}b`, [`a${' '.repeat(9)}`, '    b']],
    ['not after a wide space', 'ab cd\u3000 ef gh', ['ab cd\u3000 e', 'f gh']],
  ])('cuts %s', async (_, text, pieces) => {
    const path = write('a.txt', text);
    expect((await documentsOf(path, { pieceBytes: 10 })).map((document) => document.text)).toEqual(pieces);
  });

  it('leaves out a byte-order mark at the start of a file only', async () => {
    const path = write('a.txt', '\ufeffabcdefgh\ufeffij');
    expect((await documentsOf(path, { pieceBytes: 8 })).map(({ text }) => text).join('')).toBe('abcdefgh\ufeffij');
  });

  it.each([[8, 1], [50, 3], [65_536, 2]])('continues exactly, pieces of %d, %d a chunk', async (pieceBytes, chunk) => {
    writeTexts();
    for (let i = 0; i < 10; i++) write(`more/${i}.txt`, `${i}`.repeat(i));
    await expectExactResume(() => textFiles(folder, { pieceBytes, chunk }), 40);
  });

  it('does not depend on the size of chunks', async () => {
    writeTexts();
    const many = await documentsOf(folder, { pieceBytes: 20 });
    expect(await documentsOf(folder, { pieceBytes: 20, chunk: 1 })).toEqual(many);
  });

  it.each([
    ['a missing file', () => join(folder, 'none.txt'), 'there is no such file'],
    ['a missing folder', () => join(folder, 'none/*.txt'), 'there is no such file'],
    ['an empty folder', () => folder, 'the folder has no files; links inside folders are not followed'],
    ['a pattern of nothing', () => (write('a.md', 'a'), join(folder, '*.txt')), 'no file matches'],
    ['an open brace', () => join(folder, '{a,b'), 'every { needs a }; got "{a,b"'],
    ['only empty files', () => write('a.txt', ''), 'all 1 are empty; name files with text'],
    ['no paths', () => [], 'no path was given'],
    ['a binary file', () => write('a.bin', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1, 0)),
      'a.bin": text has no zero bytes; got one at offset 5; binary data or UTF-16?'],
    ['Latin-1', () => write('a.txt', Uint8Array.of(0x63, 0x61, 0x66, 0xe9)),
      'a.txt": must be UTF-8; got the byte 0xe9 at offset 3, which opens no character; convert it first'],
    ['wrong bytes far inside', () => write('a.txt', Buffer.concat([Buffer.alloc(200_000, 'é'), Buffer.alloc(9, 0x80)])),
      'a.txt": must be UTF-8; got the byte 0x80 at offset 200000, which opens no character'],
    ['a text cut in mid-character', () => write('a.txt', Uint8Array.of(0x61, 0xf0, 0x9f)), '0xf0 at offset 1'],
  ])('refuses %s in one line', async (_, make, reason) => {
    const failure = await drain(textFiles(make())).catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(InvalidInputError);
    expect((failure as Error).message).toContain(reason);
    expect((failure as Error).message).not.toContain('\n');
  });

  // Made by mkfifo.
  it.skipIf(!linux)('refuses a pipe without waiting for a writer', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    await expect(drain(textFiles(join(folder, 'pipe')))).rejects.toThrow('it is a pipe or device; name a regular file');
  });

  it('refuses to go on where the files are others', async () => {
    writeTexts();
    await using stream = textFiles(folder, { pieceBytes: 50, chunk: 3 });
    await stream.next();
    const state = stream.state();
    write('a.txt', 'shorter');
    await expect(stream.next().then(() => textFiles(folder).restore(state))).rejects.toThrow(
      new InvalidInputError('restore: the text files are not those of the state: paths or sizes changed'),
    );
    write('b/new.txt', 'new');
    await expect(textFiles(folder).restore(state)).rejects.toThrow('paths or sizes changed');
  });

  it('notices a file that changed since it was found', async () => {
    write('a.txt', 'a');
    write('b.txt', 'b');
    await using stream = textFiles(folder, { chunk: 1 });
    await stream.next();
    write('b.txt', 'longer');
    await expect(stream.next()).rejects.toThrow('b.txt": it changed; it had 1 bytes and has 6');
  });

  const states: Json[] = [3, {}, { file: 0, offset: -1, files: [0, 0] }, { file: '0', offset: 0, files: [0, 0] }];
  it.each(states)('refuses the state %j', async (state) => {
    writeTexts();
    await expect(textFiles(folder).restore(state)).rejects.toThrow(InvalidInputError);
  });

  // Counted in /proc, which only Linux has.
  it.skipIf(!linux)('has one file open at most, and none once it is closed', async () => {
    writeTexts();
    const before = openFiles();
    const stream = textFiles(folder, { pieceBytes: 16, chunk: 1 });
    for (let i = 0; i < 300; i++) await stream.next();
    expect(openFiles()).toBe(before + 1);
    await stream[Symbol.asyncDispose]();
    await stream[Symbol.asyncDispose]();
    expect(openFiles()).toBe(before);
  });
});
