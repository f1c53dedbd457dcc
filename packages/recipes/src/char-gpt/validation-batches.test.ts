import { describe, expect, it } from 'vitest';
import { InvalidInputError, NOT_SCORED, PADDING_SEGMENT } from '@oneday/core';
import type { TokenBatch } from '@oneday/core';
import { sequentialBatches } from '@oneday/data';
import { validationBatches } from './validation-batches.ts';

async function all(stream: { next(): Promise<TokenBatch | undefined> }): Promise<TokenBatch[]> {
  const batches: TokenBatch[] = [];
  for (let batch = await stream.next(); batch !== undefined; batch = await stream.next()) batches.push(batch);
  return batches;
}

/** Every scored label with the tokens that its window has before it, in reading order. */
function scored(batches: readonly TokenBatch[], time: number): { label: number; context: number[] }[] {
  return batches.flatMap(({ labels, inputIds }) => [...labels].flatMap((label, at) => {
    const row = at - (at % time);
    return label === NOT_SCORED ? [] : [{ label, context: [...inputIds.subarray(row, at + 1)] }];
  }));
}

describe('validationBatches', () => {
  const lengths = [2, 5, 8, 9, 10, 16, 17, 40, 41, 47];
  const overlaps = [0, 3, 4, 7];
  const cases = lengths.flatMap((length) => overlaps.map((overlap) => ({ length, overlap })));

  it.each(cases)('scores each of $length tokens but the first once, overlap $overlap', async ({ length, overlap }) => {
    const tokens = Int32Array.from({ length }, (_, i) => i);
    const batches = await all(validationBatches(tokens, { batch: 3, time: 8, overlap }));
    const found = scored(batches, 8);
    expect(found.map(({ label }) => label)).toEqual([...tokens.subarray(1)]);
    for (const { label, context } of found) {
      // The context is the text before the token, and as long as the windows and the text allow.
      expect(context).toEqual(Array.from({ length: context.length }, (_, i) => label - context.length + i));
      expect(context.length).toBeGreaterThanOrEqual(Math.min(label, overlap + 1));
    }
  });

  it('marks what the split does not fill as padding', async () => {
    const tokens = Int32Array.from({ length: 11 }, (_, i) => i);
    const [, last] = await all(validationBatches(tokens, { batch: 1, time: 8, overlap: 0 }));
    expect([...last!.segments!]).toEqual([1, 1, ...Array<number>(6).fill(PADDING_SEGMENT)]);
    expect([...last!.labels]).toEqual([9, 10, ...Array<number>(6).fill(NOT_SCORED)]);
  });

  it('cuts as sequentialBatches does when windows do not overlap', async () => {
    const tokens = Int32Array.from({ length: 101 }, (_, i) => (7 * i) % 13);
    const ours = await all(validationBatches(tokens, { batch: 3, time: 8, overlap: 0 }));
    expect(ours).toEqual(await all(sequentialBatches({ tokens, batch: 3, time: 8 })));
  });

  it('continues from its state', async () => {
    const tokens = Int32Array.from({ length: 60 }, (_, i) => i);
    const sizes = { batch: 2, time: 8, overlap: 4 };
    const first = validationBatches(tokens, sizes);
    await first.next();
    const second = validationBatches(tokens, sizes);
    await second.restore(first.state());
    expect(await all(second)).toEqual(await all(first));
    await expect(second.restore({ position: 99 })).rejects.toThrow(InvalidInputError);
  });

  it('refuses a split without a token to score', () => {
    expect(() => validationBatches(Int32Array.of(1), { batch: 2, time: 8, overlap: 0 })).toThrow(InvalidInputError);
  });
});
