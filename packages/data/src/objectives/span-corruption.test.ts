import { describe, expect, it } from 'vitest';
import { InvalidInputError, NOT_SCORED } from '@oneday/core';
import type { TokenBatch, Tokenizer } from '@oneday/core';
import { drain, expectExactResume, inChunks } from '../stream-tests/drain.ts';
import { spanCorruption, spanCorruptionSizes } from './span-corruption.ts';
import type { SpanCorruptionOptions } from './span-corruption.ts';

const sentinelCount = 40;
const vocabSize = 1000;
/** Sentinels count down from the last id, as T5's do. */
const tokenizer = {
  vocabSize,
  specialTokens: {
    '<pad>': 0, '</s>': 1,
    ...Object.fromEntries(Array.from({ length: sentinelCount }, (_, i) => [`<extra_id_${i}>`, vocabSize - 1 - i])),
  },
} as unknown as Tokenizer;
const isSentinel = (id: number) => id >= vocabSize - sentinelCount;

/** Rows whose tokens say where they stand. */
const rows = (count: number, length: number) =>
  Array.from({ length: count }, (_, row) => Int32Array.from({ length }, (_, t) => 10 + ((row * 7 + t) % 900)));

function batchesOf(count: number, length: number, options: Partial<SpanCorruptionOptions> = {}): Promise<TokenBatch[]> {
  return drain(spanCorruption({ batch: 4, seed: 1, tokenizer, ...options })(inChunks(rows(count, length), 3)));
}

/** Sources and targets of a batch, row by row. */
function pairsIn({ shape: [batch, time], inputIds, decoderShape, labels }: TokenBatch) {
  return Array.from({ length: batch }, (_, row) => ({
    source: [...inputIds.subarray(row * time, (row + 1) * time)],
    target: [...labels.subarray(row * decoderShape![1], (row + 1) * decoderShape![1])],
  }));
}

/** The row again: each sentinel of the source replaced by what the target has after it. */
function restored({ source, target }: { source: readonly number[]; target: readonly number[] }): number[] {
  const spans = new Map<number, number[]>();
  for (const id of target.slice(0, -1)) {
    if (isSentinel(id)) spans.set(id, []);
    else [...spans.values()].at(-1)!.push(id);
  }
  return source.slice(0, -1).flatMap((id) => (isSentinel(id) ? spans.get(id)! : [id]));
}

describe('span corruption', () => {
  it('puts a sentinel where a span was, and the span after that sentinel in the target', async () => {
    const [{ shape, decoderShape, ...batch }] = await batchesOf(4, 113) as [TokenBatch];
    // 17 tokens in 6 spans, and the token that ends a text.
    expect(shape).toEqual([4, 113 - 17 + 6 + 1]);
    expect(decoderShape).toEqual([4, 17 + 6 + 1]);
    for (const [row, pair] of pairsIn({ shape, decoderShape: decoderShape!, ...batch }).entries()) {
      expect(restored(pair)).toEqual([...rows(4, 113)[row]!]);
      const sentinels = [999, 998, 997, 996, 995, 994];
      expect(pair.source.filter(isSentinel)).toEqual(sentinels);
      expect(pair.target.filter(isSentinel)).toEqual(sentinels);
      expect([pair.source.at(-1), pair.target.at(-1), pair.target[0]]).toEqual([1, 1, 999]);
      expect(isSentinel(pair.source[0]!)).toBe(false);
    }
  });

  it('gives the decoder the target after the token that opens it', async () => {
    const [{ labels, decoderInputIds, decoderShape }] = await batchesOf(4, 30) as [TokenBatch];
    const time = decoderShape![1];
    for (let row = 0; row < 4; row++) {
      expect([...decoderInputIds!.subarray(row * time, (row + 1) * time)])
        .toEqual([0, ...labels.subarray(row * time, (row + 1) * time - 1)]);
    }
  });

  it('takes out every token as often as the others, in spans of every length', async () => {
    const pairs = (await batchesOf(4000, 20, { share: 0.3, spanLength: 2 })).flatMap(pairsIn);
    const lengths = pairs.flatMap(({ target }) => target.slice(0, -1).join(' ').split(/9[6-9]\d/)
      .slice(1).map((span) => span.trim().split(' ').length));
    // Six tokens in three spans: (4 1 1), (3 2 1) and (2 2 2) in all orders, ten lists equally likely.
    for (const [length, share] of [[1, 12 / 30], [2, 9 / 30], [3, 6 / 30], [4, 3 / 30]] as const) {
      expect(lengths.filter((l) => l === length).length / lengths.length).toBeCloseTo(share, 1);
    }
  });

  it('chooses by seed and number of the row alone, also where batches are cut otherwise', async () => {
    const chosen = async (seed: number, batch: number) =>
      (await batchesOf(16, 40, { seed, batch })).flatMap(pairsIn).map(({ source }) => source);
    expect(await chosen(1, 4)).toEqual(await chosen(1, 8));
    expect(await chosen(1, 4)).not.toEqual(await chosen(2, 4));
    const same = Array.from({ length: 2 }, () => rows(1, 40)[0]!);
    const [batch] = await drain(spanCorruption({ batch: 2, seed: 1, tokenizer })(inChunks(same, 2)));
    const [first, second] = pairsIn(batch!);
    expect(first!.source).not.toEqual(second!.source);
  });

  it('continues exactly from any state', async () => {
    await expectExactResume(() => spanCorruption({ batch: 3, seed: 1, tokenizer })(inChunks(rows(50, 33), 7)));
  });

  it('fills the last batch with rows that are not scored', async () => {
    const [, last] = await batchesOf(5, 20) as [TokenBatch, TokenBatch];
    const [time, targetTime] = [last.shape[1], last.decoderShape![1]];
    expect(last.shape[0]).toBe(4);
    expect(last.inputIds.subarray(time).every((id) => id === 0)).toBe(true);
    expect(last.decoderInputIds!.subarray(targetTime).every((id) => id === 0)).toBe(true);
    expect(last.labels.subarray(targetTime).every((id) => id === NOT_SCORED)).toBe(true);
  });

  it.each([2, 3, 4, 5])('leaves and takes something of rows of %i tokens, whatever the share', async (length) => {
    for (const share of [0.01, 0.5, 0.99]) {
      const [batch] = await batchesOf(4, length, { share, spanLength: 1 }) as [TokenBatch];
      for (const [row, pair] of pairsIn(batch).entries()) expect(restored(pair)).toEqual([...rows(4, length)[row]!]);
    }
  });

  it('names the special token that is missing', async () => {
    const without = (token: string) => {
      const entries = Object.entries(tokenizer.specialTokens).filter(([name]) => name !== token);
      return { ...tokenizer, specialTokens: Object.fromEntries(entries) };
    };
    expect(() => spanCorruption({ batch: 4, seed: 1, tokenizer: without('</s>') }))
      .toThrow('spanCorruption: the tokenizer has no special token "</s>"; it has ["<pad>"');
    await expect(batchesOf(4, 113, { tokenizer: without('<extra_id_5>') }))
      .rejects.toThrow('spanCorruption: the tokenizer has no special token "<extra_id_5>"');
  });

  it.each([
    [{ share: 0 }, 'spanCorruption: share must be between 0 and 1; got 0'],
    [{ share: 15 }, 'spanCorruption: share must be between 0 and 1; got 15'],
    [{ spanLength: 0.5 }, 'spanCorruption: spanLength must be at least 1; got 0.5'],
    [{ batch: 0 }, 'spanCorruption: batch must be a positive integer; got 0'],
    [{ startToken: 'toString' }, 'spanCorruption: the tokenizer has no special token "toString"'],
  ])('refuses %j', (wrong, message) => {
    expect(() => spanCorruption({ batch: 4, seed: 1, tokenizer, ...wrong })).toThrow(message);
  });
});

describe('the sizes of span corruption', () => {
  // What T5's `random_spans_helper` gives.
  it.each([
    [512, { share: 0.15, spanLength: 3 }, { tokens: 568, source: 512, target: 114 }],
    [64, { share: 0.2, spanLength: 2 }, { tokens: 70, source: 64, target: 22 }],
    [64, { share: 0.2, spanLength: 1 }, { tokens: 63, source: 64, target: 27 }],
  ])('are T5\'s for sources of %i with %j', (source, share, sizes) => {
    expect(spanCorruptionSizes(source, share)).toEqual(sizes);
  });

  it('are those of the batches', async () => {
    const { tokens, source, target } = spanCorruptionSizes(48);
    const [batch] = await batchesOf(4, tokens) as [TokenBatch];
    expect([batch.shape[1], batch.decoderShape![1]]).toEqual([source, target]);
  });

  it.each([2, 7.5, NaN, 1e9])('need a source of some tokens, not %d', (source) => {
    expect(() => spanCorruptionSizes(source)).toThrow(InvalidInputError);
    expect(() => spanCorruptionSizes(source)).toThrow('source must be an integer from 3 to 1048576');
  });
});
