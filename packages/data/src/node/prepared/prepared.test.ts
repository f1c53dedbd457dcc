import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import type { Stream, Tokenizer } from '@oneday/core';
import type { Chunk } from '../../chunk.ts';
import type { TextDocument } from '../../text-document.ts';
import { textDocuments } from '../text-documents.ts';
import { isPrepared } from './layout.ts';
import { mergePrepared } from './merge-prepared.ts';
import { openPrepared } from './open-prepared.ts';
import { prepareData, removeUnfinished } from './prepare-data.ts';
import type { PrepareDataOptions } from './prepare-data.ts';

const root = mkdtempSync(join(tmpdir(), 'oneday-prepared-'));
afterAll(() => rmSync(root, { recursive: true }));
let folder = '';
let out = '';
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
  out = join(folder, 'data');
});

/** One token a byte, and an end. */
const tokenizerOf = (name: string) => ({
  vocabSize: 257,
  specialTokens: { '[END]': 256 },
  encode: (text: string) => ({ ids: Int32Array.from(new TextEncoder().encode(text)), offsets: new Int32Array(0) }),
  toJSON: () => ({ model: { type: name } }),
}) as unknown as Tokenizer;
const tokenizer = tokenizerOf('bytes');

const texts = Array.from({ length: 40 }, (_, i) => `text ${i} 中\n`.repeat(1 + ((i * 7) % 23)));
const corpus = join(root, 'corpus');
const heldOutCorpus = join(root, 'held-out.jsonl');
mkdirSync(corpus);
texts.forEach((text, i) => writeFileSync(join(corpus, `${String(i).padStart(2, '0')}.txt`), text));
writeFileSync(heldOutCorpus, texts.slice(0, 6).map((text) => JSON.stringify({ text })).join('\n'));

const prepare = (options: Partial<PrepareDataOptions> = {}) => prepareData({
  folder: out,
  tokenizer,
  training: textDocuments(corpus, { chunk: 3, ...(options.part && { part: options.part }) }),
  heldOut: textDocuments(heldOutCorpus, { chunk: 2 }),
  end: '[END]',
  tokensPerShard: 1000,
  ...options,
});
const contents = (of: string) => Object.fromEntries(
  readdirSync(of, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => [path.slice(of.length), readFileSync(path, 'base64')]),
);
async function tokensOf(of: string, side: 'training' | 'heldOut' = 'training'): Promise<number[]> {
  await using data = await openPrepared(of, { tokenizer });
  return [...await data[side]!.read(0, data[side]!.tokenCount)];
}
const bytesOf = (all: readonly string[]) => all.flatMap((text) => [...new TextEncoder().encode(text), 256]);

/** A stream that fails after some chunks, as one that is interrupted does. */
function failing(source: Stream<Chunk<TextDocument>>, chunks: number): Stream<Chunk<TextDocument>> {
  let left = chunks;
  return { ...source, next: () => (left-- > 0 ? source.next() : Promise.reject(new Error('interrupted'))) };
}

describe('prepareData', () => {
  it('keeps all texts as tokens, each with its end, and says what they are', async () => {
    const { training, heldOut } = await prepare();
    expect(await tokensOf(out)).toEqual(bytesOf(texts));
    expect(await tokensOf(out, 'heldOut')).toEqual(bytesOf(texts.slice(0, 6)));
    expect(training.texts).toMatchObject({ documents: 40, end: '[END]', part: null });
    const bytes = Buffer.from(texts.join(''));
    expect(training.texts!.byteCounts[0x0a]).toBe(bytes.filter((byte) => byte === 0x0a).length);
    expect(training.texts!.byteCounts.reduce((a, b) => a + b)).toBe(bytes.length);
    expect(heldOut!.texts).toMatchObject({ documents: 6 });
    expect(readdirSync(out).sort()).toEqual(['held-out', 'tokenizer.json', 'train']);
    expect(JSON.parse(readFileSync(join(out, 'tokenizer.json'), 'utf8'))).toEqual(tokenizer.toJSON());
  });

  it('counts the pieces of a long text as one document', async () => {
    writeFileSync(join(folder, 'long.txt'), 'word '.repeat(1000));
    const long = textDocuments(join(folder, 'long.txt'), { pieceBytes: 64, chunk: 4 });
    const { training } = await prepare({ training: long });
    expect(training.texts!.documents).toBe(1);
    expect(training.shards.length).toBeGreaterThan(1);
  });

  it('goes on where it was interrupted, and ends as an unbroken call does', async () => {
    await prepare();
    const whole = contents(out);
    const begun = join(folder, 'begun');
    const training = () => textDocuments(corpus, { chunk: 3 });
    const heldOut = () => textDocuments(heldOutCorpus, { chunk: 2 });
    const calls: readonly Partial<PrepareDataOptions>[] = [
      { heldOut: failing(heldOut(), 2) }, { training: failing(training(), 0) }, { training: failing(training(), 4) },
      { training: failing(training(), 7) },
    ];
    for (const call of calls) {
      await expect(prepare({ folder: begun, ...call })).rejects.toThrow('interrupted');
      expect(await isPrepared(begun)).toBe(false);
      await expect(openPrepared(begun)).rejects.toThrow(InvalidInputError);
    }
    await expect(openPrepared(begun)).rejects.toThrow('it is not finished; give the command that began it again');
    await prepare({ folder: begun });
    expect(contents(begun)).toEqual(whole);
  });

  it('refuses a folder that is whole, is something else, or was begun otherwise, and leaves it alone', async () => {
    const begun = { training: failing(textDocuments(corpus, { chunk: 3 }), 4), inputs: { files: 'a' } };
    await expect(prepare(begun)).rejects.toThrow('interrupted');
    const before = contents(out);
    await expect(prepare({ inputs: { files: 'b' } })).rejects.toThrow('it was begun with other texts');
    await expect(prepare({ inputs: { files: 'a' }, tokenizer: tokenizerOf('other') }))
      .rejects.toThrow('it was begun with another tokenizer; give the same to go on, or remove it to begin anew');
    expect(contents(out)).toEqual(before);
    await prepare({ inputs: { files: 'a' } });
    await expect(prepare({ inputs: { files: 'a' } })).rejects.toThrow('it holds finished data; remove it or name');
    await expect(prepare({ folder: corpus })).rejects.toThrow('it is not empty; name a new folder');
  });

  it('leaves nothing where it fails before the first shard is whole', async () => {
    await expect(prepare({ heldOut: undefined, training: failing(textDocuments(corpus), 0) })).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('can be begun anew once what it left is removed, and nothing else is', async () => {
    await expect(prepare({ training: failing(textDocuments(corpus), 0) })).rejects.toThrow('interrupted');
    await removeUnfinished(out);
    expect(readdirSync(out)).toEqual([]);
    await prepare({ tokenizer: tokenizerOf('other') });
    const before = contents(out);
    await removeUnfinished(out);
    await removeUnfinished(corpus);
    expect(contents(out)).toEqual(before);
    expect(readdirSync(corpus)).toHaveLength(texts.length);
  });

  it.each([
    ['before it had begun', ['unfinished.json.part']],
    ['while it wrote the tokenizer', ['unfinished.json', 'tokenizer.json.part']],
    ['while it wrote shards', ['unfinished.json', 'tokenizer.json', 'held-out/shard-00000.bin.part']],
  ])('can be begun anew in a folder whose process was killed %s', async (_, left) => {
    mkdirSync(join(out, 'held-out'), { recursive: true });
    for (const name of left) writeFileSync(join(out, name), '{"tok');
    if (left.length === 1) rmSync(join(out, 'held-out'), { recursive: true });
    await removeUnfinished(out);
    await prepare();
    expect(await isPrepared(out)).toBe(true);
    expect(readdirSync(out).sort()).toEqual(['held-out', 'tokenizer.json', 'train']);
  });

  it('refuses an end that is no token, before it makes anything', async () => {
    await expect(prepare({ end: '[SEP]' })).rejects.toThrow(
      new InvalidInputError('prepareData: the tokenizer has no special token "[SEP]"; it has [END]'),
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('mergePrepared', () => {
  const parts = (count: number) => Promise.all(Array.from({ length: count }, async (_, i) => {
    const into = join(folder, `part-${i + 1}`);
    const part = { number: i + 1, count };
    await prepare({ folder: into, part, heldOut: i === 1 ? textDocuments(heldOutCorpus) : undefined });
    return into;
  }));

  it('gives of all parts, in any order, what one call prepares', async () => {
    const whole = await prepare();
    const [first, second, third] = await parts(3) as [string, string, string];
    const merged = join(folder, 'merged');
    const copied: number[] = [];
    const onCopied = (bytes: number, total: number) => copied.push(bytes / total);
    const { training, heldOut } = await mergePrepared({ folder: merged, parts: [third, first, second], onCopied });
    expect(await tokensOf(merged)).toEqual(await tokensOf(out));
    expect(await tokensOf(merged, 'heldOut')).toEqual(await tokensOf(out, 'heldOut'));
    expect([training.texts, heldOut!.texts!.documents]).toEqual([whole.training.texts, 6]);
    expect(copied).toEqual([...copied].sort((a, b) => a - b));
    expect(copied.at(-1)).toBe(1);
    expect(readdirSync(merged).sort()).toEqual(readdirSync(out).sort());
  });

  it('puts folders that are no parts together in the order of their names', async () => {
    const [a, b] = [join(folder, 'a'), join(folder, 'b')];
    await prepare({ folder: a });
    await prepare({ folder: b, training: textDocuments(heldOutCorpus) });
    await mergePrepared({ folder: out, parts: [b, a] });
    expect(await tokensOf(out)).toEqual(bytesOf([...texts.slice(0, 6), ...texts]));
  });

  it.each<[string, (all: string[]) => Promise<string[]> | string[], RegExp]>([
    ['a missing part', ([first, , third]) => [first!, third!], /^mergePrepared: part 2 of 3 is missing$/],
    ['a part twice', ([first, second]) => [first!, second!, first!], /part 1 is there twice$/],
    ['another tokenizer', async ([first]) => {
      await prepare({ tokenizer: tokenizerOf('other'), part: { number: 2, count: 3 } });
      return [first!, out];
    }, /its tokenizer is not that of ".*part-1"$/],
    ['other ends', async ([first]) => {
      await prepare({ end: undefined, part: { number: 2, count: 3 } });
      return [first!, out];
    }, /its texts end with null, those of ".*part-1" with "\[END\]"$/],
    ['a part of another whole', async ([first]) => {
      await prepare({ part: { number: 2, count: 4 } });
      return [first!, out];
    }, /it is not a part of as many as ".*part-1"$/],
    ['a folder without data', () => [corpus], /there is no prepared data in it$/],
    ['a shard cut short', (all) => {
      truncateSync(join(all[1]!, 'train', 'shard-00000.bin'), 100);
      return all;
    }, /shard-00000.bin": \d+ bytes expected; it was cut short: it has 100; make it anew$/],
    ['a flipped byte', (all) => {
      const path = join(all[2]!, 'train', 'shard-00000.bin');
      const bytes = readFileSync(path);
      bytes[3]! ^= 1;
      writeFileSync(path, bytes);
      return all;
    }, /shard-00000.bin": /],
  ])('refuses %s in one line, and leaves nothing', async (_, choose, line) => {
    const chosen = await choose(await parts(3));
    const merged = join(folder, 'merged');
    const failure = await mergePrepared({ folder: merged, parts: chosen }).catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(InvalidInputError);
    expect((failure as Error).message).toMatch(line);
    expect(readdirSync(folder)).not.toContain('merged');
  });

  it('refuses a folder that exists', async () => {
    await expect(mergePrepared({ folder: corpus, parts: [] })).rejects.toThrow('it exists already; name a new folder');
  });
});
