import type { Stream } from '@oneday/core';
import { fromArray } from '@oneday/data';
import { describe, expect, it } from 'vitest';
import { firstOf } from './first-of.ts';

describe('the first items of a stream', () => {
  it('end after as many, or with the stream', async () => {
    expect(await itemsOf(firstOf(fromArray([1, 2, 3]), 2))).toEqual([1, 2]);
    expect(await itemsOf(firstOf(fromArray([1, 2, 3]), 5))).toEqual([1, 2, 3]);
  });

  it('go on from a state with what would have come', async () => {
    const stream = firstOf(fromArray([1, 2, 3, 4]), 3);
    await stream.next();
    const resumed = firstOf(fromArray([1, 2, 3, 4]), 3);
    await resumed.restore(stream.state());
    expect(await itemsOf(resumed)).toEqual([2, 3]);
  });
});

async function itemsOf(stream: Stream<number>): Promise<number[]> {
  const items: number[] = [];
  for (let item = await stream.next(); item !== undefined; item = await stream.next()) items.push(item);
  return items;
}
