import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concatMap, filter, map, scan } from 'rxjs';
import { afterAll, expect, it } from 'vitest';
import type { Tokenizer } from '@oneday/core';
import { causal } from '../objectives/causal.ts';
import { masked } from '../objectives/masked.ts';
import { pack } from '../pack.ts';
import { pipeline } from '../pipeline.ts';
import { rxEach } from '../rx/rx-each.ts';
import { rx } from '../rx/rx.ts';
import { shuffle } from '../shuffle.ts';
import { drain, expectExactResume } from '../stream-tests/drain.ts';
import type { TextDocument } from '../text-document.ts';
import { tokenize } from '../tokenize.ts';
import { jsonl } from './jsonl.ts';
import { textFiles } from './text-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'oneday-pipeline-'));
afterAll(() => rmSync(folder, { recursive: true }));
for (let file = 0; file < 6; file++) {
  const texts = Array.from({ length: 20 }, (_, i) => `file ${file}, line ${i}: ${'我喜欢吃苹果。'.repeat((i * file) % 7)}`);
  writeFileSync(join(folder, `${file}.txt`), texts.join('\n'));
  writeFileSync(join(folder, `${file}.jsonl`), texts.map((text) => JSON.stringify({ text })).join('\n'));
}

/** A token a byte, and three special ones. */
const tokenizer = {
  vocabSize: 259,
  specialTokens: { '[MASK]': 256, '[SEP]': 257, '[CLS]': 258 },
  encode: (text) => ({ ids: Int32Array.from(new TextEncoder().encode(text)), offsets: new Int32Array(0) }),
  decode: (ids) => new TextDecoder().decode(Uint8Array.from(ids as number[])),
  toJSON: () => ({
    version: '1.0', truncation: null, padding: null, added_tokens: [], normalizer: null, pre_tokenizer: null,
    post_processor: null, decoder: null, model: { type: 'bytes' },
  }),
} as Partial<Tokenizer> as Tokenizer;

it('goes on exactly from files to causal batches, through one subscription for the whole stream', async () => {
  const open = (chunk: number) => pipeline(
    pipeline(
      jsonl(join(folder, '*.jsonl'), { chunk }),
      rx(
        filter<TextDocument>((d) => !d.text.includes('line 3')),
        scan((all, d) => ({ ...d, number: all.number + 1 }), { text: '', number: 0 }),
        map(({ text, number }) => ({ text: `${number} ${text}` })),
      ),
    ),
    tokenize(tokenizer, { end: 257 }),
    pack({ time: 64 }),
    causal({ batch: 8, seed: 1, window: 50 }),
  );
  await expectExactResume(() => open(7), 8);
  expect(await drain(open(1))).toEqual(await drain(open(128)));
});

it('goes on exactly from files to masked batches, through operators chunk by chunk', async () => {
  const open = (chunk: number) => pipeline(
    pipeline(
      textFiles(join(folder, '*.txt'), { pieceBytes: 200, chunk }),
      rxEach(concatMap((d) => d.text.split('\n')), filter((text) => text !== ''), map((text) => ({ text }))),
      shuffle({ seed: 2, window: 64 }),
    ),
    tokenize(tokenizer, { end: 257 }),
    pack({ time: 64 }),
    masked({ batch: 8, seed: 1, tokenizer, share: 0.25, wholeWord: true, opening: 258 }),
  );
  await expectExactResume(() => open(3), 10);
  expect(await drain(open(1))).toEqual(await drain(open(128)));
});
