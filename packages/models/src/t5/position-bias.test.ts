import { openFloat64 } from '@oneday/testkit';
import type { Backend, Value } from '@oneday/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bucketOfDistance, positionBias } from './position-bias.ts';
import type { BucketRule } from './position-bias.ts';

/** The nearest distance of each bucket, as transformers' `_relative_position_bucket` gives them. */
const nearest: { rule: BucketRule; starts: number[] }[] = [
  {
    rule: { buckets: 32, maxDistance: 128, bothWays: true },
    starts: [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 23, 32, 46, 64, 91],
  },
  { rule: { buckets: 8, maxDistance: 12, bothWays: true }, starts: [0, 1, 2, 5] },
  {
    rule: { buckets: 32, maxDistance: 128, bothWays: false },
    starts: [
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 19, 21, 24, 27, 31, 35, 40, 46, 52, 59, 67, 77, 87, 99,
      113,
    ],
  },
  { rule: { buckets: 8, maxDistance: 12, bothWays: false }, starts: [0, 1, 2, 3, 4, 6, 7, 10] },
];

describe('the bucket of a distance', () => {
  it.each(nearest)('is transformers\' for keys before the query with $rule', ({ rule, starts }) => {
    for (let away = 0; away < 300; away++) {
      expect(bucketOfDistance(-away, rule), `distance ${-away}`).toBe(starts.findLastIndex((start) => start <= away));
    }
  });

  it('is another one for keys after the query where both ways count, and that of the query itself elsewhere', () => {
    const rule = { buckets: 32, maxDistance: 128 };
    const after = (bothWays: boolean) => [1, 5, 200].map((away) => bucketOfDistance(away, { ...rule, bothWays }));
    expect(after(true)).toEqual([17, 21, 31]);
    expect(after(false)).toEqual([0, 0, 0]);
  });
});

describe('the bias of positions', () => {
  let backend: Backend;
  beforeAll(async () => void (backend = await openFloat64()));
  afterAll(() => backend.close());

  it('has a row of the table for each distance, one column a head', async () => {
    const rule = { buckets: 4, maxDistance: 8, bothWays: false };
    const out = await backend.scope((o) => {
      const table = o.constant(Float32Array.of(1, 10, 2, 20, 3, 30, 4, 40), { shape: [4, 2], dtype: 'f32' });
      return { bias: positionBias(o, table, rule, { queryTime: 3, keyTime: 3 }) };
    });
    expect(Array.from(await backend.read(out.bias))).toEqual([
      1, 1, 1, 2, 1, 1, 3, 2, 1,
      10, 10, 10, 20, 10, 10, 30, 20, 10,
    ]);
  });

  it('is the same for a query that comes alone at its position', async () => {
    const rule = { buckets: 4, maxDistance: 8, bothWays: false };
    const program = backend.program('bias', (o, { position, table }: { position: Value; table: Value }) => ({
      alone: positionBias(o, table, rule, { queryTime: 1, keyTime: 6, firstQuery: position }),
      whole: o.slice(positionBias(o, table, rule, { queryTime: 6, keyTime: 6 }), [0, 4, 0], [1, 1, 6]),
    }));
    const table = { shape: [4, 1], data: Float32Array.of(1, 2, 3, 4) };
    await program.prepare({ position: { shape: [], dtype: 'i32' }, table: { shape: [4, 1], dtype: 'f32' } });
    const { alone, whole } = program.run({ position: { shape: [], data: Int32Array.of(4) }, table });
    expect(Array.from(await backend.read(alone))).toEqual([4, 3, 3, 2, 1, 1]);
    expect(await backend.read(whole)).toEqual(await backend.read(alone));
  });
});
