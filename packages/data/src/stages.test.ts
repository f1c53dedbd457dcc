import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import type { Json, Tokenizer } from '@oneday/core';
import { fromArray } from './from-array.ts';
import { pack } from './pack.ts';
import { pipeline } from './pipeline.ts';
import { shuffle } from './shuffle.ts';
import { drain, expectExactResume, inChunks } from './stream-tests/drain.ts';
import type { TextDocument } from './text-document.ts';
import { tokenize } from './tokenize.ts';
import type { EncodingPool } from './tokenize-ahead.ts';

/** Documents of 0 to 12 tokens whose tokens count up from 0 over all documents. */
const documents = (count: number) => {
  let token = 0;
  return Array.from({ length: count }, (_, i) => Int32Array.from({ length: (i * 7) % 13 }, () => token++));
};
const numbers = Array.from({ length: 100 }, (_, i) => i);

describe('pack', () => {
  it('cuts rows of T + 1 that share one token and lose none but the end', async () => {
    const rows = (await drain(pack({ time: 8 })(inChunks(documents(40), 3)))).flat();
    const total = documents(40).reduce((sum, { length }) => sum + length, 0);
    expect(rows).toHaveLength(Math.floor((total - 1) / 8));
    for (const [i, row] of rows.entries()) expect([...row]).toEqual(Array.from({ length: 9 }, (_, at) => 8 * i + at));
  });

  it('does not depend on the size of chunks', async () => {
    const rows = async (size: number) => (await drain(pack({ time: 5 })(inChunks(documents(60), size)))).flat();
    expect(await rows(1)).toEqual(await rows(60));
  });

  it.each([1, 2, 8, 100])('continues exactly from any state, time %d', async (time) => {
    await expectExactResume(() => pack({ time })(inChunks(documents(time < 100 ? 250 : 2500), 4)));
  });

  it('refuses documents that fill no row', async () => {
    const stream = pack({ time: 8 })(fromArray([[Int32Array.of(1, 2), Int32Array.of(3)]]));
    await expect(stream.next()).rejects.toThrow(new InvalidInputError('pack: a row needs 9 tokens; there are 3'));
    expect(() => pack({ time: 0 })).toThrow(InvalidInputError);
  });

  const states: Json[] = [null, {}, { documents: 0, used: -1, shared: null }, { documents: 0, used: 5, shared: 1 }];
  it.each(states)('refuses the state %j', async (state) => {
    await expect(pack({ time: 2 })(inChunks(documents(3), 1)).restore(state)).rejects.toThrow(InvalidInputError);
  });
});

describe('shuffle', () => {
  it('gives every item once, in another order, within its window', async () => {
    const items = (await drain(shuffle<number>({ seed: 1, window: 32 })(inChunks(numbers, 7)))).flat();
    expect(items).not.toEqual(numbers);
    for (let start = 0; start < 100; start += 32) {
      const window = items.slice(start, start + 32);
      expect(window.toSorted((a, b) => a - b)).toEqual(numbers.slice(start, start + 32));
      expect(window).not.toEqual(numbers.slice(start, start + 32));
    }
  });

  it('depends on the seed and on nothing else', async () => {
    const order = async (seed: number, size: number) =>
      (await drain(shuffle<number>({ seed, window: 32 })(inChunks(numbers, size)))).flat();
    expect(await order(1, 7)).toEqual(await order(1, 50));
    expect(await order(1, 7)).not.toEqual(await order(2, 7));
  });

  it('continues exactly from any state', async () => {
    const many = Array.from({ length: 1100 }, (_, i) => i);
    await expectExactResume(() => shuffle<number>({ seed: 1, window: 300 })(inChunks(many, 7)));
  });

  it('refuses a state of a longer source', async () => {
    const stream = shuffle<number>({ seed: 1, window: 32 })(inChunks(numbers, 7));
    const state = { source: { source: 98, taken: 0 }, number: 0, taken: 30 };
    await expect(stream.restore(state)).rejects.toThrow('30 items of a window were taken');
  });
});

/** One token for each UTF-16 unit. */
const units = {
  vocabSize: 256,
  specialTokens: {},
  encode: (text: string) => {
    if (text.includes('!')) throw new InvalidInputError('encode: no token for "!"');
    return { ids: Int32Array.from(text, (unit) => unit.charCodeAt(0)), offsets: new Int32Array(2 * text.length) };
  },
} as Partial<Tokenizer> as Tokenizer;

describe('tokenize', () => {
  it('ends each text, but not its pieces', async () => {
    const texts = [{ text: 'ab', continues: true }, { text: 'c' }, { text: '' }];
    const [ids] = await drain(pipeline(fromArray([texts]), tokenize(units, { end: 255 })));
    expect(ids).toEqual([Int32Array.of(97, 98), Int32Array.of(99, 255), Int32Array.of(255)]);
  });

  it('names the text that has no tokens', async () => {
    const stream = pipeline(fromArray([[{ text: 'a!', source: 'news/1.txt' }]]), tokenize(units));
    await expect(stream.next()).rejects.toThrow('text "news/1.txt": encode: no token for "!"');
    expect(() => tokenize(units, { end: 256 })).toThrow(InvalidInputError);
  });

  it('continues exactly from any state', async () => {
    const texts = Array.from({ length: 30 }, (_, i) => ({ text: 'x'.repeat(i % 5) }));
    await expectExactResume(() => pipeline(inChunks(texts, 3), tokenize(units)));
  });
});

describe('tokenize with workers', () => {
  const texts = Array.from({ length: 60 }, (_, i): TextDocument => (
    { text: 'x'.repeat((i * 13) % 29), source: `${i}.txt`, continues: i % 5 === 3 }
  ));
  /** In this thread, each batch a while after it was given, the later ones sooner. */
  const pool = (workers: number): EncodingPool => {
    let patience = 8;
    return {
      workers,
      async encode(batch) {
        await new Promise((resolve) => setTimeout(resolve, patience = (patience + 7) % 9));
        return batch.map((text) => units.encode(text).ids);
      },
    };
  };

  it.each([1, 2, 3])('gives what one thread gives, in order: %d', async (count) => {
    const expected = await drain(pipeline(inChunks(texts, 3), tokenize(units, { end: 255 })));
    const stage = tokenize(units, { end: 255, workers: pool(count) });
    expect(await drain(pipeline(inChunks(texts, 3), stage))).toEqual(expected);
  });

  it('continues exactly from any state, though it reads ahead', async () => {
    await expectExactResume(() => pipeline(inChunks(texts, 3), tokenize(units, { end: 255, workers: pool(2) })), 5);
  });

  it('names the text that has no tokens, after all chunks before it, and again', async () => {
    const odd = texts.map((text, i) => (i === 30 ? { ...text, text: 'a!' } : text));
    await using stream = pipeline(inChunks(odd, 3), tokenize(units, { workers: pool(2) }));
    for (let chunk = 0; chunk < 10; chunk++) expect(await stream.next()).toHaveLength(3);
    for (let again = 0; again < 2; again++) {
      await expect(stream.next()).rejects.toThrow('text "30.txt": encode: no token for "!"');
    }
  });

  it('passes a failure of its source on in its turn, and that of a worker', async () => {
    const source = inChunks(texts, 3);
    let left = 4;
    const failing = { ...source, next: () => (left-- > 0 ? source.next() : Promise.reject(new Error('broken'))) };
    await using stream = tokenize(units, { workers: pool(2) })(failing);
    for (let chunk = 0; chunk < 4; chunk++) expect(await stream.next()).toHaveLength(3);
    await expect(stream.next()).rejects.toThrow('broken');
    const lost = { workers: 1, encode: () => Promise.reject(new Error('the thread is gone')) };
    await expect(tokenize(units, { workers: lost })(inChunks(texts, 3)).next()).rejects.toThrow('the thread is gone');
  });
});

describe('pipeline', () => {
  it('disposes of its source and holds its state', async () => {
    let closed = 0;
    const source = { ...inChunks(documents(30), 3), [Symbol.asyncDispose]: async () => void closed++ };
    const stream = pipeline(source, shuffle({ seed: 1, window: 4 }), pack({ time: 3 }));
    await stream.next();
    await stream[Symbol.asyncDispose]();
    expect(closed).toBe(1);
    await expectExactResume(() =>
      pipeline(inChunks(documents(300), 3), shuffle({ seed: 1, window: 40 }), pack({ time: 3 })));
  });
});
