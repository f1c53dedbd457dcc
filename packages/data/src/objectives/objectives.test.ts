import { describe, expect, it } from 'vitest';
import { InvalidInputError, NOT_SCORED } from '@oneday/core';
import type { TokenBatch, Tokenizer } from '@oneday/core';
import { fromArray } from '../from-array.ts';
import { pack } from '../pack.ts';
import { pipeline } from '../pipeline.ts';
import { drain, expectExactResume, inChunks } from '../stream-tests/drain.ts';
import { causal } from './causal.ts';
import { masked } from './masked.ts';

/** Rows of 9 tokens, each token of its own, from 10 on. */
const rows = (count: number, length = 9) =>
  Array.from({ length: count }, (_, row) => Int32Array.from({ length }, (_, t) => 10 + row * length + t));
const mask = 3;
/** A vocabulary of numbers; 0 to 4 are special. Even numbers end words, odd ones go on. */
const tokenizer = {
  vocabSize: 20_000,
  specialTokens: { '[PAD]': 0, '[UNK]': 1, '[CLS]': 2, '[MASK]': mask, '[SEP]': 4 },
  toJSON: () => ({
    model: {
      type: 'WordPiece',
      continuing_subword_prefix: '##',
      vocab: Object.fromEntries(Array.from({ length: 20_000 }, (_, id) => [id % 2 === 1 ? `##${id}` : `${id}`, id])),
    },
  }),
} as unknown as Tokenizer;

describe('causal', () => {
  it('makes inputs and shifted labels of rows, the last batch filled with padding', async () => {
    const batches = await drain(causal({ batch: 2 })(inChunks(rows(3, 4), 2)));
    expect(batches).toEqual([
      { shape: [2, 3], inputIds: Int32Array.of(10, 11, 12, 14, 15, 16), labels: Int32Array.of(11, 12, 13, 15, 16, 17) },
      {
        shape: [2, 3],
        inputIds: Int32Array.of(18, 19, 20, 0, 0, 0),
        labels: Int32Array.of(19, 20, 21, -100, -100, -100),
      },
    ]);
  });

  it('shuffles rows in windows when a seed is given', async () => {
    const firsts = async (seed: number) => (await drain(causal({ batch: 4, seed, window: 16 })(inChunks(rows(32), 5))))
      .flatMap(({ inputIds }) => [0, 1, 2, 3].map((row) => inputIds[row * 8]!));
    const ordered = rows(32).map((row) => row[0]!);
    expect(await firsts(1)).not.toEqual(ordered);
    expect((await firsts(1)).toSorted((a, b) => a - b)).toEqual(ordered);
    expect(await firsts(1)).not.toEqual(await firsts(2));
  });

  it('continues exactly from any state', async () => {
    await expectExactResume(() => causal({ batch: 3, seed: 1, window: 10 })(inChunks(rows(100), 7)));
    const documents = Array.from({ length: 90 }, (_, i) => Int32Array.from({ length: i % 11 }, (_, t) => 10 + i + t));
    await expectExactResume(() => pipeline(inChunks(documents, 4), pack({ time: 6 }), causal({ batch: 3, seed: 2 })));
  });

  it('refuses rows of different lengths, and batches of nothing', async () => {
    const uneven = causal({ batch: 2 })(fromArray([[Int32Array.of(1, 2, 3), Int32Array.of(1, 2)]]));
    await expect(uneven.next()).rejects.toThrow('put pack({ time }) before it; got rows of 3 and of 2 tokens');
    await expect(causal({ batch: 2 })(fromArray([[Int32Array.of(1)]])).next()).rejects.toThrow(InvalidInputError);
    expect(() => causal({ batch: 0 })).toThrow('causal: batch must be a positive integer; got 0');
    await expect(causal({ batch: 1 })(inChunks(rows(2), 1)).restore({ count: 1 })).rejects.toThrow(InvalidInputError);
  });
});

const batchesOf = (count: number, options: Partial<Parameters<typeof masked>[0]> = {}, length = 129) =>
  drain(masked({ batch: 8, seed: 1, tokenizer, ...options })(inChunks(rows(count, length), 16)));
/** [place, label, input, token that was there] of everything that is scored. */
const scoredOf = (batches: readonly TokenBatch[], length = 129, batch = 8) => batches.flatMap((b, index) =>
  [...b.labels.entries()].filter(([, label]) => label !== NOT_SCORED).map(([place, label]) => {
    const row = index * batch + Math.floor(place / (length - 1));
    return { place, row, label, input: b.inputIds[place]!, was: 10 + row * length + (place % (length - 1)) };
  }));

describe('masked', () => {
  it('labels what was there, lists the scored positions, and changes nothing else', async () => {
    for (const [index, { inputIds, labels, scoredPositions, shape }] of (await batchesOf(32)).entries()) {
      const scored = [...labels.keys()].filter((place) => labels[place] !== NOT_SCORED);
      expect(shape).toEqual([8, 128]);
      expect([...scoredPositions!.subarray(0, scored.length)]).toEqual(scored);
      expect(scoredPositions!.subarray(scored.length).every((place) => place === -1)).toBe(true);
      const given = rows(32, 129).slice(index * 8, index * 8 + 8).flatMap((row) => [...row.subarray(0, 128)]);
      const restored = inputIds.map((id, place) => (labels[place] === NOT_SCORED ? id : labels[place]!));
      expect([...restored]).toEqual(given);
    }
  });

  it.each([0.15, 0.25])('chooses a share of %d, of which 80/10/10 are masked, random and kept', async (share) => {
    const tokens = 152 * 128;
    const scored = scoredOf(await batchesOf(152, { share }));
    const within = (count: number, total: number, p: number) =>
      expect(Math.abs(count - total * p)).toBeLessThan(4 * Math.sqrt(total * p * (1 - p)));
    within(scored.length, tokens, share);
    within(scored.filter(({ input }) => input === mask).length, scored.length, 0.8);
    within(scored.filter(({ input, was }) => input === was).length, scored.length, 0.1);
    const random = scored.filter(({ input, was }) => input !== was && input !== mask).map(({ input }) => input);
    within(random.filter((id) => id < 10_000).length, random.length, 0.5);
  });

  it('chooses by seed and number of the row alone, also where batches are cut otherwise', async () => {
    const chosen = async (seed: number, batch: number) => scoredOf(
      await drain(masked({ batch, seed, tokenizer })(inChunks(rows(48, 129), 5))), 129, batch,
    ).map(({ was, input }) => [was, input]);
    expect(await chosen(1, 8)).toEqual(await chosen(1, 16));
    expect(await chosen(1, 8)).not.toEqual(await chosen(2, 8));
  });

  it('chooses other tokens of the same row in another epoch', async () => {
    const twice = inChunks([...rows(8, 129), ...rows(8, 129)], 8);
    const [first, second] = await drain(masked({ batch: 8, seed: 1, tokenizer })(twice));
    expect(first!.labels).not.toEqual(second!.labels);
  });

  it('continues exactly from any state', async () => {
    await expectExactResume(() => masked({ batch: 3, seed: 1, tokenizer })(inChunks(rows(100, 33), 7)));
    await expectExactResume(() => masked({ batch: 3, seed: 1, tokenizer, wholeWord: true })(inChunks(rows(50, 33), 7)));
  });

  it('never chooses special tokens, and puts the opening one in front', async () => {
    const row = Int32Array.from({ length: 129 }, (_, t) => (t % 2 === 0 ? 4 : 100 + t));
    const stream = masked({ batch: 1, seed: 1, tokenizer, share: 0.9, opening: 2 })(fromArray([[row]]));
    const { inputIds, labels } = (await stream.next())!;
    expect(inputIds[0]).toBe(2);
    for (let t = 1; t < 128; t++) {
      if (row[t - 1] === 4) expect([inputIds[t], labels[t]]).toEqual([4, NOT_SCORED]);
    }
    expect(labels[0]).toBe(NOT_SCORED);
    expect(labels.filter((label) => label !== NOT_SCORED).length).toBeGreaterThan(40);
  });

  it('has one length of scored positions, and leaves unscored what goes beyond it', async () => {
    const lengths = new Set((await batchesOf(64)).map(({ scoredPositions }) => scoredPositions!.length));
    // 1024 tokens: 153.6 and four times 11.4, up to a multiple of 8.
    expect([...lengths]).toEqual([200]);
    // M is 16 for 40 tokens, and 18 of them are chosen in the row of this number.
    const stream = masked({ batch: 1, seed: 1, tokenizer })(inChunks(rows(1, 41), 1));
    await stream.restore({ rows: { source: 0, taken: 0 }, count: 124_898 });
    const { inputIds, labels, scoredPositions } = (await stream.next())!;
    const scored = [...labels.keys()].filter((place) => labels[place] !== NOT_SCORED);
    expect([...scoredPositions!]).toEqual(scored);
    expect(scored).toHaveLength(16);
    for (let place = scored.at(-1)! + 1; place < 40; place++) expect(inputIds[place]).toBe(10 + place);
  });

  it('masks whole words up to the budget of a row', async () => {
    const batches = await batchesOf(64, { wholeWord: true });
    // ⌊128 · 0.15 + ½⌋ = 19 a row; words have two tokens, so one place stays free.
    expect(batches[0]!.scoredPositions).toHaveLength(8 * 19);
    const scored = scoredOf(batches);
    const chosen = new Set(scored.map(({ was }) => was));
    for (const { was, place, row } of scored) {
      const partner = was % 2 === 0 ? was + 1 : was - 1;
      const partnerPlace = (place % 128) + (partner - was);
      if (partnerPlace >= 0 && partnerPlace < 128) expect([row, chosen.has(partner)]).toEqual([row, true]);
    }
    for (let row = 0; row < 64; row++) {
      const count = scored.filter((entry) => entry.row === row).length;
      expect(count === 18 || count === 19).toBe(true);
    }
  });

  it('fills the last batch with rows that are not scored', async () => {
    const batches = await batchesOf(9);
    expect(batches).toHaveLength(2);
    const { inputIds, labels, scoredPositions } = batches[1]!;
    expect(inputIds.subarray(128).every((id) => id === 0)).toBe(true);
    expect(labels.subarray(128).every((label) => label === NOT_SCORED)).toBe(true);
    expect(scoredPositions!.every((place) => place < 128)).toBe(true);
  });

  it.each([
    [{ maskToken: '<mask>' }, 'masked: the tokenizer has no special token "<mask>"; it has ["[PAD]"'],
    [{ maskToken: 'toString' }, 'masked: the tokenizer has no special token "toString"'],
    [{ share: 0 }, 'masked: share must be between 0 and 1; got 0'],
    [{ share: 15 }, 'masked: share must be between 0 and 1; got 15'],
    [{ opening: 20_000 }, 'masked: opening must be an id in [0, 20000); got 20000'],
    [{ batch: 0 }, 'masked: batch must be a positive integer; got 0'],
  ])('refuses %j', (wrong, message) => {
    expect(() => masked({ batch: 8, seed: 1, tokenizer, ...wrong })).toThrow(message);
  });
});
