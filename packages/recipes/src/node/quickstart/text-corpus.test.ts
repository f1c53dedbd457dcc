import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import { trainByteLevelBpe } from '@oneday/tokenizer';
import type { CorpusPart } from '../../quickstart/corpus.ts';
import { splitHeldOut } from '../../quickstart/split-held-out.ts';
import { drainDocuments } from '../../recipe-tests/text.ts';
import { textCorpus } from './text-corpus.ts';

const root = mkdtempSync(join(tmpdir(), 'oneday-texts-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;

function write(texts: Readonly<Record<string, string>>): string {
  const folder = join(root, `case-${++folders}`);
  mkdirSync(folder);
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  return folder;
}
const lines = (name: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${name}: 第 ${i} 行, and  more.\n${i % 7 === 0 ? '\n   ' : ''}`).join('');

/** Whole documents: the pieces of each joined. */
async function wholeDocuments(part: CorpusPart): Promise<{ text: string; source: string }[]> {
  const whole: { text: string; source: string }[] = [];
  let goesOn = false;
  for (const { text, source, continues = false } of await drainDocuments(part)) {
    if (goesOn) whole.at(-1)!.text += text;
    else whole.push({ text, source: source! });
    goesOn = continues;
  }
  expect(goesOn).toBe(false);
  return whole;
}

describe('textCorpus', () => {
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}.txt`, lines(`file ${i}`, 50)]));

  it('splits many files by file and keeps one of equal ones', async () => {
    const folder = write({ ...many, 'copy.txt': many['1.txt']! });
    const { training, heldOut, splitBy, report } = await textCorpus({ patterns: folder, seed: 1 });
    expect(splitBy).toBe('file');
    expect(report).toMatchObject({ files: 40, duplicates: 1, origin: folder });
    expect((await drainDocuments(training)).length + (await drainDocuments(heldOut)).length).toBe(40);
    expect(heldOut.bytes / (training.bytes + heldOut.bytes)).toBeGreaterThan(0.29);
  });

  it.each<[string, Record<string, string>]>([
    ['many files', many],
    ['one file, longer than a piece', { 'one.txt': lines('single', 10_000) }],
    ['few files', { 'a.txt': lines('a', 5000), 'b.md': lines('b', 20), 'c': `\ufeff${lines('c', 9000)}` }],
    ['files without lines', { 'a.txt': '😀'.repeat(60_000), 'b.txt': 'x'.repeat(90_001) }],
    ['a file with its last line early', { 'a.txt': `one\n${'word '.repeat(50_000)}` }],
  ])('gives of %s what the same texts in memory give, and the same tokens', async (name, texts) => {
    const folder = write(texts);
    const sources = readdirSync(folder).sort().map((name) => {
      const text = readFileSync(join(folder, name), 'utf8').replace(/^\ufeff/u, '');
      return { text, source: join(folder, name) };
    });
    const expected = splitHeldOut(sources, { groupings: ['file'], seed: 3, caller: 'test' });
    const corpus = await textCorpus({ patterns: folder, seed: 3 });
    expect(corpus.splitBy).toBe(expected.splitBy);
    const sample = sources[0]!.text.slice(0, 20_000);
    const tokenizer = await trainByteLevelBpe([sample], { vocabSize: 400, specialTokens: [] });
    const idsOf = (documents: readonly { readonly text: string }[]) => (
      documents.flatMap(({ text }) => [...tokenizer.encode(text).ids])
    );
    for (const side of ['training', 'heldOut'] as const) {
      expect(corpus[side].bytes).toBe(expected[side].bytes);
      expect(await wholeDocuments(corpus[side])).toEqual(await wholeDocuments(expected[side]));
      // Where there is no white space in half a piece, a word is cut.
      if (name === 'files without lines') continue;
      expect(idsOf(await drainDocuments(corpus[side]))).toEqual(idsOf(await drainDocuments(expected[side])));
    }
  });

  it('holds the last lines of a .jsonl file out, each line a document', async () => {
    const texts = Array.from({ length: 300 }, (_, i) => `text number ${i}`);
    const folder = write({ 'all.jsonl': texts.map((text) => JSON.stringify({ text })).join('\n') });
    const { training, heldOut, splitBy } = await textCorpus({ patterns: folder, seed: 1 });
    const [before, after] = [await wholeDocuments(training), await wholeDocuments(heldOut)];
    expect(splitBy).toBe('position');
    expect([...before, ...after].map(({ text }) => text)).toEqual(texts);
    expect(after.length / texts.length).toBeCloseTo(0.3, 1);
  });

  it.each([
    ['nothing', {}, 'none-*.txt'],
    ['an empty file', { 'empty.txt': '' }, 'empty.txt'],
    ['a binary file', { 'binary.txt': 'a\0b' }, 'binary.txt'],
    ['one letter', { 'letter.txt': 'a' }, 'letter.txt'],
  ])('refuses %s in one line', async (_, texts, name) => {
    const folder = write(texts);
    const failure = await textCorpus({ patterns: join(folder, name), seed: 1 }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InvalidInputError);
    expect((failure as Error).message).not.toContain('\n');
  });

  it('names who asked for the text where there is too little of it', async () => {
    const folder = write({ 'letter.txt': 'a' });
    await expect(textCorpus({ patterns: folder, seed: 1, caller: 'recipe gpt-day' })).rejects.toThrow(
      new InvalidInputError('recipe gpt-day: 1 bytes of text cannot be split; name more text'),
    );
  });
});
