import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { drain, expectExactResume } from '../stream-tests/drain.ts';
import { findTexts, textDocuments } from './text-documents.ts';

const folder = mkdtempSync(join(tmpdir(), 'oneday-documents-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Lines of very different lengths, empty ones among them. */
const lines = Array.from({ length: 200 }, (_, i) => (
  i % 17 === 0 ? '' : JSON.stringify({ text: `${i} 中😀`.repeat(1 + ((i * i * 37) % 400)) })
));
writeFileSync(join(folder, 'a.txt'), 'the first\n'.repeat(2000));
writeFileSync(join(folder, 'b.jsonl'), `${lines.join('\n')}\n`);
writeFileSync(join(folder, 'c.md'), '# the third');
writeFileSync(join(folder, 'd.JSONL'), lines.slice(0, 20).join('\r\n'));

type Options = Parameters<typeof textDocuments>[1];
const documentsOf = async (options: Options = {}) => (await drain(textDocuments(folder, options))).flat();

describe('textDocuments', () => {
  it('reads lines of .jsonl files, and others as one text', async () => {
    const documents = await documentsOf();
    const of = (name: string) => documents.filter(({ source }) => source === join(folder, name));
    expect([of('a.txt').length, of('c.md').length]).toEqual([1, 1]);
    const texts = lines.filter((line) => line !== '').map((line) => (JSON.parse(line) as { text: string }).text);
    expect(of('b.jsonl').map(({ text }) => text)).toEqual(texts);
    expect(of('d.JSONL').map(({ text }) => text)).toEqual(texts.slice(0, of('d.JSONL').length));
  });

  it('takes another field, and only the files that are accepted', async () => {
    mkdirSync(join(folder, 'more'), { recursive: true });
    writeFileSync(join(folder, 'more', 'e.jsonl'), '{"body":"here"}');
    const accept = (path: string) => path.endsWith('e.jsonl');
    expect((await documentsOf({ field: 'body', accept })).map(({ text }) => text)).toEqual(['here']);
    rmSync(join(folder, 'more'), { recursive: true });
  });

  it.each([1, 2, 3, 7, 50])('gives each document to one of %d parts, in order', async (count) => {
    const all = await documentsOf({ pieceBytes: 1000 });
    const parts = await Promise.all(Array.from({ length: count }, (_, i) => (
      documentsOf({ pieceBytes: 1000, part: { number: i + 1, count } })
    )));
    expect(parts.flat()).toEqual(all);
    expect(parts.filter(({ length }) => length > 0).length).toBeGreaterThan(Math.min(count, 3) - 1);
  });

  it('goes on exactly, in a part too', async () => {
    await expectExactResume(() => textDocuments(folder, { pieceBytes: 500, chunk: 3 }));
    await expectExactResume(() => textDocuments(folder, { chunk: 2, part: { number: 2, count: 3 } }));
    await using stream = textDocuments(folder, { chunk: 2, part: { number: 2, count: 3 } });
    await stream.next();
    const other = textDocuments(folder, { chunk: 2, part: { number: 3, count: 3 } });
    await expect(other.restore(stream.state())).rejects.toThrow('the text files are not those of the state');
  });
});

describe('findTexts', () => {
  it('names the files and their size, of which parts have their share', async () => {
    const { paths, bytes } = await findTexts(folder, { accept: (path) => !path.endsWith('.md') });
    expect(paths.map((path) => path.slice(folder.length + 1))).toEqual(['a.txt', 'b.jsonl', 'd.JSONL']);
    const parts = await Promise.all([1, 2, 3].map((number) => findTexts(folder, { part: { number, count: 3 } })));
    expect(parts.reduce((sum, part) => sum + part.bytes, 0)).toBe(bytes + '# the third'.length);
    const nothing = await findTexts(join(folder, 'c.md'), { part: { number: 2, count: 2 } });
    expect(nothing).toEqual({ paths: [], bytes: 0 });
  });

  it('is the size that reading comes to, which is told on the way', async () => {
    for (const part of [undefined, { number: 2, count: 3 }]) {
      const options = part === undefined ? {} : { part };
      const told: number[] = [];
      await drain(textDocuments(folder, { ...options, chunk: 1, onRead: (bytes) => told.push(bytes) }));
      expect(told).toEqual([...told].sort((a, b) => a - b));
      expect(told.at(-1)).toBe((await findTexts(folder, options)).bytes);
    }
  });
});
