import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import { causal } from '../../objectives/causal.ts';
import { pipeline } from '../../pipeline.ts';
import { sequentialRows } from '../../rows/sequential-rows.ts';
import { shuffledRows } from '../../rows/shuffled-rows.ts';
import { tokensInMemory } from '../../rows/token-reader.ts';
import { drain, expectExactResume, inChunks } from '../../stream-tests/drain.ts';
import { openShards } from './token-shards.ts';
import { writeShards } from './write-shards.ts';

const root = mkdtempSync(join(tmpdir(), 'oneday-shards-'));
afterAll(() => rmSync(root, { recursive: true }));
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
});

const tokenizerOf = (vocabSize: number, name = 'a') =>
  ({ vocabSize, specialTokens: {}, toJSON: () => ({ model: { type: name }, version: '1.0' }) }) as unknown as Tokenizer;
const tokenizer = tokenizerOf(65_536);
/** Documents of 0 to 96 tokens. */
const documents = Array.from({ length: 400 }, (_, d) =>
  Int32Array.from({ length: (d * 41) % 97 }, (__, t) => (d * 1009 + t * 31) % 65_536));
const filled = documents.filter(({ length }) => length > 0);
const tokens = Int32Array.from(documents.flatMap((document) => [...document]));
const write = (into = folder, options: Partial<Parameters<typeof writeShards>[1]> = {}) =>
  writeShards(inChunks(documents, 7), { folder: into, tokenizer, tokensPerShard: 3000, ...options });
const contents = (of: string) =>
  Object.fromEntries(readdirSync(of).sort().map((name) => [name, readFileSync(join(of, name), 'base64')]));

/** Changes the index as an attacker would. */
function editIndex(edit: (index: { vocabSize: unknown; shards: Record<string, unknown>[] }) => void): void {
  const path = join(folder, 'index.json');
  const index = JSON.parse(readFileSync(path, 'utf8')) as Parameters<typeof edit>[0];
  edit(index);
  writeFileSync(path, JSON.stringify(index));
}

describe('writeShards and openShards', () => {
  // There the system says that a folder is missing which is there, and Node's own way tries forever.
  it.runIf(process.platform === 'linux')('are refused at once below /proc, where there can be no folder', async () => {
    await expect(write('/proc/oneday/shards')).rejects.toThrow(InvalidInputError);
  });

  it.each([[65_536, 2], [65_537, 4]])('give back all, vocabulary %d in %d bytes', async (vocabSize, bytes) => {
    const { shards } = await write(folder, { tokenizer: tokenizerOf(vocabSize) });
    expect(shards.length).toBeGreaterThan(5);
    expect(shards[0]!.bytes).toBeGreaterThanOrEqual(shards[0]!.tokens * bytes + 4 * shards[0]!.documents);
    await using opened = await openShards(folder, { tokenizer: tokenizerOf(vocabSize) });
    expect([opened.tokenCount, opened.documentCount]).toEqual([tokens.length, filled.length]);
    expect([...await opened.read(0, tokens.length)]).toEqual([...tokens]);
    const read = (await drain(opened.documents())).flat();
    expect(read.map((document) => [...document])).toEqual(filled.map((document) => [...document]));
  });

  it('reads any range, also over the ends of shards', async () => {
    await write();
    await using opened = await openShards(folder);
    for (let start = 0; start < tokens.length; start += 997) {
      for (const length of [0, 1, 17, 4000]) {
        const wanted = Math.min(length, tokens.length - start);
        expect([...await opened.read(start, wanted)]).toEqual([...tokens.subarray(start, start + wanted)]);
      }
    }
    await expect(opened.read(tokens.length, 1)).rejects.toThrow(InvalidInputError);
    await expect(opened.document(-1)).rejects.toThrow(InvalidInputError);
  });

  it('give the rows that the same tokens in memory give, and go on exactly', async () => {
    await write();
    await using opened = await openShards(folder);
    const batches = (reader: typeof opened | ReturnType<typeof tokensInMemory>) =>
      pipeline(shuffledRows(reader, { time: 64, seed: 1 }), causal({ batch: 8 }));
    const [fromFiles, fromMemory] = [batches(opened), batches(tokensInMemory(tokens))];
    for (let i = 0; i < 90; i++) expect(await fromFiles.next()).toEqual(await fromMemory.next());
    const resumed = batches(opened);
    await resumed.restore(fromMemory.state());
    expect(await resumed.next()).toEqual(await fromMemory.next());
    await expectExactResume(() => sequentialRows(opened, { time: 64 }));
    await expectExactResume(() => opened.documents());
  });

  it('are little-endian ids, then the places of documents', async () => {
    const three = inChunks([Int32Array.of(1, 2, 256), Int32Array.of(), Int32Array.of(5, 6)], 1);
    await writeShards(three, { folder, tokenizer });
    const bytes = readFileSync(join(folder, 'shard-00000.bin'));
    expect([...bytes]).toEqual([1, 0, 2, 0, 0, 1, 5, 0, 6, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0]);
    const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as object;
    expect(index).toMatchObject({
      format: 'oneday-token-shards',
      version: 1,
      vocabSize: 65_536,
      tokenizer: createHash('sha256').update('{"model":{"type":"a"},"version":"1.0"}').digest('hex'),
      shards: [{ file: 'shard-00000.bin', tokens: 5, documents: 2, bytes: 20 }],
    });
  });

  it('end alike wherever writing was interrupted', async () => {
    const whole = join(folder, 'whole');
    await write(whole);
    for (const chunksBefore of [0, 1, 9, 20, 37, 57]) {
      const broken = join(folder, `broken-${chunksBefore}`);
      const source = inChunks(documents, 7);
      let chunks = 0;
      const failing = { ...source, next: async () => {
        if (chunks++ === chunksBefore) throw new Error('interrupted');
        return source.next();
      } };
      const options = { folder: broken, tokenizer, tokensPerShard: 3000 };
      await expect(writeShards(failing, options)).rejects.toThrow('interrupted');
      // What a process leaves that is killed while it writes.
      expect(readdirSync(broken).filter((name) => name.endsWith('.part') || name === 'index.json')).toEqual([]);
      const finished = readdirSync(broken).filter((name) => name.endsWith('.bin')).length;
      writeFileSync(join(broken, `shard-0000${finished}.bin.part`), 'torn');
      writeFileSync(join(broken, 'progress.json.part'), 'torn');
      await writeShards(inChunks(documents, 7), options);
      expect(contents(broken)).toEqual(contents(whole));
    }
  });

  it('refuse to go on with another tokenizer, or over finished shards', async () => {
    const source = inChunks(documents, 7);
    let left = 20;
    const failing = {
      ...source,
      next: () => (left-- > 0 ? source.next() : Promise.reject(new Error('interrupted'))),
    };
    await expect(writeShards(failing, { folder, tokenizer, tokensPerShard: 3000 })).rejects.toThrow('interrupted');
    await expect(write(folder, { tokenizer: tokenizerOf(65_536, 'b') })).rejects.toThrow('tokenizer was "');
    await expect(write(folder, { tokensPerShard: 50 })).rejects.toThrow('tokensPerShard was 3000, now it is 50');
    await write();
    const before = contents(folder);
    await expect(write()).rejects.toThrow('holds finished shards; remove it or name another');
    expect(contents(folder)).toEqual(before);
  });

  it('refuse ids outside the vocabulary, and documents without tokens', async () => {
    const wrong = inChunks([Int32Array.of(1, 2), Int32Array.of(3, 100)], 1);
    await expect(writeShards(wrong, { folder, tokenizer: tokenizerOf(100) })).rejects.toThrow(
      'writeShards: ids of the tokenizer, in [0, 100), expected; got 100 at place 1 of a document',
    );
    expect(readdirSync(folder)).toEqual([]);
    const nothing = writeShards(inChunks([new Int32Array(0)], 1), { folder, tokenizer });
    await expect(nothing).rejects.toThrow('the documents have no tokens');
  });
});

describe('openShards', () => {
  const flip = (name: string, at: number) => {
    const bytes = readFileSync(join(folder, name));
    bytes[at]! ^= 1;
    writeFileSync(join(folder, name), bytes);
  };

  it.each<[string, () => void, string]>([
    ['a shard cut short', () => truncateSync(join(folder, 'shard-00001.bin'), 100), 'shard-00001.bin": '],
    ['a missing shard', () => rmSync(join(folder, 'shard-00002.bin')), 'expected; it is missing; make it anew'],
    ['a changed byte', () => flip('shard-00001.bin', 50), 'shard-00001.bin": its checksum is not that of its index'],
    ['documents out of order', () => flip('shard-00001.bin', readFileSync(join(folder, 'shard-00001.bin')).length - 1),
      'documents must follow each other'],
    ['no index', () => rmSync(join(folder, 'index.json')), 'index.json": there is no such file'],
    ['an index that is no JSON', () => writeFileSync(join(folder, 'index.json'), '{'), 'index.json": not valid JSON'],
    ['another format', () => writeFileSync(join(folder, 'index.json'), '{"format":"x"}'), 'got "x", version undefined'],
    ['a path out of the folder', () => editIndex(({ shards }) => (shards[0]!.file = '../secret.bin')),
      'shard 0 must be shard-00000.bin; got "../secret.bin"'],
    ['a size that is no size', () => editIndex(({ shards }) => (shards[0]!.tokens = 1e15)), 'do not fit each other'],
    ['counts that do not fit', () => editIndex(({ shards }) => (shards[0]!.documents = 1)), 'do not fit each other'],
    ['shards that are no list', () => editIndex((index) => (index.shards = {} as never)), 'shards must be a list'],
    ['a vocabulary of the wrong size', () => editIndex((index) => (index.vocabSize = 0)), 'vocabSize and tokenizer'],
    ['ids outside the vocabulary', () => editIndex((index) => (index.vocabSize = 1000)), 'ids in [0, 1000) expected'],
  ])('refuses %s by name, in one line', async (_, damage, reason) => {
    await write();
    damage();
    const failure = await openShards(folder).catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(InvalidInputError);
    expect((failure as Error).message).toContain(reason);
    expect((failure as Error).message).not.toContain('\n');
  });

  it('refuses shards of another tokenizer, and does not look inside when told so', async () => {
    await write();
    await expect(openShards(folder, { tokenizer: tokenizerOf(65_536, 'b') })).rejects.toThrow(
      'the shards were made with another tokenizer',
    );
    flip('shard-00001.bin', 50);
    await using opened = await openShards(folder, { tokenizer, verify: false });
    expect(opened.tokenCount).toBe(tokens.length);
  });
});
