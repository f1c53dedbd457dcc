import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import { textCorpus } from './text-corpus.ts';

const folder = mkdtempSync(join(tmpdir(), 'oneday-texts-'));
afterAll(() => rmSync(folder, { recursive: true }));

const lines = (name: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${name}: 第 ${i} 行\n`).join('');

describe('textCorpus', () => {
  it('splits many files by file and keeps one of equal ones', async () => {
    for (let i = 0; i < 40; i++) writeFileSync(join(folder, `many-${i}.txt`), lines(`file ${i}`, 50));
    writeFileSync(join(folder, 'many-copy.txt'), lines('file 1', 50));
    const { training, heldOut, splitBy, report } = await textCorpus({ patterns: join(folder, 'many-*.txt'), seed: 1 });
    expect(splitBy).toBe('file');
    expect(report).toMatchObject({ files: 40, duplicates: 1, origin: join(folder, 'many-*.txt') });
    expect(training.documents.length + heldOut.documents.length).toBe(40);
    expect(heldOut.bytes / (training.bytes + heldOut.bytes)).toBeGreaterThan(0.29);
  });

  it('splits a single file by position, whole, though it is longer than a piece of the stream', async () => {
    const text = lines('single', 10_000);
    const path = join(folder, 'single.txt');
    writeFileSync(path, text);
    const { training, heldOut, splitBy } = await textCorpus({ patterns: [path], seed: 1 });
    expect(splitBy).toBe('position');
    expect(training.documents[0]!.text + heldOut.documents[0]!.text).toBe(text);
    expect(training.bytes + heldOut.bytes).toBe(Buffer.byteLength(text));
  });

  it.each([
    ['nothing', 'none-*.txt', ''],
    ['an empty file', 'empty.txt', ''],
    ['a binary file', 'binary.txt', 'a\0b'],
    ['one letter', 'letter.txt', 'a'],
  ])('refuses %s in one line', async (_, name, content) => {
    if (!name.includes('*')) writeFileSync(join(folder, name), content);
    const failure = await textCorpus({ patterns: join(folder, name), seed: 1 }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InvalidInputError);
    expect((failure as Error).message).not.toContain('\n');
  });
});
