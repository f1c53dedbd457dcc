import { describe, expect, it } from 'vitest';
import { InvalidInputError, NOT_SCORED } from '@oneday/core';
import type { Stream } from '@oneday/core';
import { sequentialBatches } from './sequential-batches.ts';

const corpus = (length: number) => Int32Array.from({ length }, (_, i) => i + 10);

async function drain<T>(stream: Stream<T>): Promise<T[]> {
  const items: T[] = [];
  for (let item = await stream.next(); item !== undefined; item = await stream.next()) items.push(item);
  return items;
}

describe('sequentialBatches', () => {
  it.each([2, 3, 6, 7, 8, 12, 13, 14, 100])('scores every token but the first once, of %d tokens', async (length) => {
    const tokens = corpus(length);
    const batches = await drain(sequentialBatches({ tokens, batch: 2, time: 3 }));
    const scored = batches.flatMap(({ labels }) => [...labels]).filter((label) => label !== NOT_SCORED);
    expect(scored).toEqual([...tokens.subarray(1)]);
    expect(batches).toHaveLength(Math.ceil((length - 1) / 6));
    for (const { shape, inputIds, labels, segments } of batches) {
      expect(shape).toEqual([2, 3]);
      expect([inputIds.length, labels.length, segments!.length]).toEqual([6, 6, 6]);
    }
  });

  it('pads the last batch: id 0, label −100, segment 0', async () => {
    const [, last] = await drain(sequentialBatches({ tokens: corpus(9), batch: 2, time: 3 }));
    expect(last).toEqual({
      shape: [2, 3],
      inputIds: Int32Array.of(16, 17, 0, 0, 0, 0),
      labels: Int32Array.of(17, 18, -100, -100, -100, -100),
      segments: Int32Array.of(1, 1, 0, 0, 0, 0),
    });
  });

  const lengths = [2, 5, 8, 9, 10, 16, 17, 40, 41, 47];
  const overlaps = lengths.flatMap((length) => [3, 4, 7].map((overlap) => ({ length, overlap })));

  it.each(overlaps)('scores each of $length tokens once, with $overlap of 8 before it', async ({ length, overlap }) => {
    const tokens = Int32Array.from({ length }, (_, i) => i);
    const batches = await drain(sequentialBatches({ tokens, batch: 3, time: 8, overlapFraction: overlap / 8 }));
    const found = batches.flatMap(({ labels, inputIds }) => [...labels].flatMap((label, at) => {
      const context = [...inputIds.subarray(at - (at % 8), at + 1)];
      return label === NOT_SCORED ? [] : [{ label, context }];
    }));
    expect(found.map(({ label }) => label)).toEqual([...tokens.subarray(1)]);
    for (const { label, context } of found) {
      // The context is the text before the token, and as long as the windows and the text allow.
      expect(context).toEqual(Array.from({ length: context.length }, (_, i) => label - context.length + i));
      expect(context.length).toBeGreaterThanOrEqual(Math.min(label, overlap + 1));
    }
  });

  it.each([0, 0.5])('continues exactly from a state, and stays at its end, overlap %d', async (overlapFraction) => {
    const options = { tokens: corpus(40), batch: 2, time: 3, overlapFraction };
    const stream = sequentialBatches(options);
    await stream.next();
    await stream.next();
    const resumed = sequentialBatches(options);
    await resumed.restore(stream.state());
    expect(await drain(resumed)).toEqual(await drain(stream));
    expect(await stream.next()).toBeUndefined();
    await resumed.restore(stream.state());
    expect(await resumed.next()).toBeUndefined();
  });

  it('refuses a corpus without a label, sizes that are none, and a position past its end', async () => {
    expect(() => sequentialBatches({ tokens: corpus(1), batch: 2, time: 3 })).toThrow(InvalidInputError);
    expect(() => sequentialBatches({ tokens: corpus(9), batch: 2, time: -3 })).toThrow(InvalidInputError);
    const whole = { tokens: corpus(9), batch: 2, time: 3, overlapFraction: 1 };
    expect(() => sequentialBatches(whole)).toThrow('overlapFraction must be in [0, 1); got 1');
    const stream = sequentialBatches({ tokens: corpus(9), batch: 2, time: 3 });
    const message = 'restore: the state must hold an integer position in [0, 2]; got position 3';
    await expect(stream.restore({ position: 3 })).rejects.toThrow(new InvalidInputError(message));
  });
});
