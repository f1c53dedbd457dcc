import { mkdtempSync, openSync, rmSync, statSync, writeSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { concatMap, filter } from 'rxjs';
import { afterAll, expect, it } from 'vitest';
import type { Stream, Tokenizer } from '@oneday/core';
import { causal } from '../objectives/causal.ts';
import { pack } from '../pack.ts';
import { pipeline } from '../pipeline.ts';
import { rxEach } from '../rx/rx-each.ts';
import { rx } from '../rx/rx.ts';
import { tokenize } from '../tokenize.ts';
import { textFiles } from './text-files.ts';

const MEBIBYTE = 2 ** 20;
const folder = mkdtempSync(join(tmpdir(), 'oneday-memory-'));
afterAll(() => rmSync(folder, { recursive: true }));

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that are in use, in the heap and outside of it, when nothing can be freed any more. */
function bytesInUse(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers, external } = process.memoryUsage();
  return heapUsed + Math.max(arrayBuffers, external);
}

/** A file of lines of English and Chinese, in all `mebibytes` large. */
function writeLargeFile(mebibytes: number): string {
  const path = join(folder, 'large.txt');
  const lines = Array.from({ length: 5000 }, (_, i) => `${i} the quick brown fox 我喜欢吃苹果。\n`).join('');
  const block = Buffer.from(lines.repeat(Math.ceil(MEBIBYTE / Buffer.byteLength(lines))));
  const file = openSync(path, 'w');
  for (let bytes = 0; bytes < mebibytes * MEBIBYTE; bytes += block.length) writeSync(file, block);
  closeSync(file);
  return path;
}

/** Reads all items, and gives the most memory in use after the first tenth, beyond what was in use there. */
async function growth(stream: Stream<unknown>, items: number): Promise<{ count: number; bytes: number }> {
  await using owned = stream;
  let base = 0;
  let most = 0;
  let count = 0;
  for (; (await owned.next()) !== undefined; count++) {
    if (count === Math.floor(items / 10)) base = bytesInUse();
    else if (count > items / 10 && count % Math.floor(items / 10) === 0) most = Math.max(most, bytesInUse());
  }
  return { count, bytes: most - base };
}

/** One token for every 64 UTF-16 units: what is measured is the pipeline. */
const tokenizer = {
  vocabSize: 65_536,
  specialTokens: {},
  encode: (text: string) => {
    const ids = Int32Array.from({ length: Math.ceil(text.length / 64) }, (_, i) => text.charCodeAt(64 * i));
    return { ids, offsets: new Int32Array(0) };
  },
} as Partial<Tokenizer> as Tokenizer;

it('streams 200 MiB through operators, tokens, rows and batches in the memory of a few chunks', async () => {
  const path = writeLargeFile(200);
  const batches = pipeline(
    pipeline(
      textFiles(path),
      rx(filter(({ text }) => text.length > 10)),
      rxEach(concatMap(({ text }) => [{ text: text.slice(0, 30_000) }, { text: text.slice(30_000) }])),
    ),
    tokenize(tokenizer),
    pack({ time: 256 }),
    causal({ batch: 8, seed: 1 }),
  );
  const size = statSync(path).size;
  expect(size).toBeGreaterThan(200 * MEBIBYTE);
  // About 1.2 bytes a UTF-16 unit, 64 units a token, 2048 tokens a batch.
  const { count, bytes } = await growth(batches, 1100);
  expect(count).toBeGreaterThan(1100);
  expect(bytes).toBeLessThan(12 * MEBIBYTE);
});
