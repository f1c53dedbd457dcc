import {
  EMPTY, bufferCount, concatMap, defer, delay, distinct, filter, last, map, mergeMap, of, scan, startWith, take,
  throwError, timer, toArray,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import { pack } from '../pack.ts';
import { pipeline } from '../pipeline.ts';
import { drain, expectExactResume, inChunks } from '../stream-tests/drain.ts';
import { rxEach } from './rx-each.ts';
import { rx } from './rx.ts';

const numbers = Array.from({ length: 10_000 }, (_, i) => i);
const sizes = [1, 7, 128, 10_000];

describe('rx', () => {
  it.each(sizes)('take(1000) of 10,000 gives the first 1,000, in chunks of %d', async (size) => {
    expect((await drain(pipeline(inChunks(numbers, size), rx(take(1000))))).flat()).toEqual(numbers.slice(0, 1000));
  });

  it('reads no more of the source than take needs', async () => {
    let read = 0;
    const source = inChunks(numbers, 10);
    const counted = { ...source, next: async () => (read++, source.next()) };
    await drain(pipeline(counted, rx(take(1000))));
    expect(read).toBe(100);
  });

  it.each(sizes)('remembers across chunks of %d: scan, distinct, bufferCount', async (size) => {
    const sums = await drain(pipeline(inChunks(numbers, size), rx(scan((sum, n) => sum + n, 0))));
    expect(sums.flat().at(-1)).toBe((9999 * 10_000) / 2);
    const kinds = await drain(pipeline(inChunks(numbers, size), rx(map((n) => n % 17), distinct())));
    expect(kinds.flat()).toEqual(numbers.slice(0, 17));
    const triples = (await drain(pipeline(inChunks(numbers, size), rx(bufferCount(3))))).flat();
    expect(triples).toHaveLength(3334);
    expect(triples.flat()).toEqual(numbers);
  });

  it('concatMap keeps the order, whatever the work takes', async () => {
    const slow = rx(concatMap((n: number) => (n % 3 === 0 ? of(n).pipe(delay(n % 5)) : of(n))));
    expect((await drain(pipeline(inChunks(numbers.slice(0, 200), 7), slow))).flat()).toEqual(numbers.slice(0, 200));
  });

  it('mergeMap loses and doubles nothing', async () => {
    const parallel = rx(mergeMap((n: number) => of(n).pipe(delay((n * 7) % 11)), 8));
    const results = (await drain(pipeline(inChunks(numbers.slice(0, 400), 9), parallel))).flat();
    expect(results).not.toEqual(numbers.slice(0, 400));
    expect(results.toSorted((a, b) => a - b)).toEqual(numbers.slice(0, 400));
  });

  it('lets at most 16 items into operators that wait', async () => {
    let inside = 0;
    let most = 0;
    const work = rx(
      map((n: number) => (most = Math.max(most, ++inside), n)),
      concatMap((n) => timer(10).pipe(map(() => n))),
      map((n) => (inside--, n)),
    );
    await drain(pipeline(inChunks(numbers.slice(0, 80), 80), work));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(16);
  });

  it('pulls nothing while nobody asks', async () => {
    let pulled = 0;
    await using stream = pipeline(inChunks(numbers, 1), rx(map((n) => (pulled++, n))));
    await stream.next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(pulled).toBe(1);
  });

  it('goes on through operators that drop or keep all but a few', async () => {
    const few = numbers.slice(0, 100);
    const late = rx(filter((n: number) => n > 60));
    expect((await drain(pipeline(inChunks(few, 7), late))).flat()).toHaveLength(39);
    expect((await drain(pipeline(inChunks(few, 7), rx(toArray())))).flat(2)).toEqual(few);
    const rare = rx(concatMap((n: number) => (n % 40 === 0 ? of(n).pipe(delay(0)) : EMPTY)));
    expect((await drain(pipeline(inChunks(few, 7), rare))).flat()).toEqual([0, 40, 80]);
  });

  it('does not mistake a first result for one that had to be waited for', async () => {
    const started = performance.now();
    const some = rx(startWith<number>(-1), filter((n) => n % 50 === 0));
    expect((await drain(pipeline(inChunks(numbers, 128), some))).flat()).toHaveLength(200);
    // 200 runs of 49 dropped items; each would cost half a second if the operators were taken for waiting.
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('notices operators that answer at once and wait later, also over a source without end', async () => {
    let next = 0;
    const endless = { ...inChunks([0], 1), next: async () => [next++] };
    const work = rx(concatMap((n: number) => (n < 5 ? of(n) : timer(5).pipe(map(() => n)))), take(20));
    expect((await drain(pipeline(endless, work))).flat()).toEqual(numbers.slice(0, 20));
  });

  it('hands out what came before a failure, then fails', async () => {
    await using stream = pipeline(
      inChunks(numbers, 128),
      rx(mergeMap((n: number) => (n < 2 ? of(n) : throwError(() => new Error('broken'))))),
    );
    expect(await stream.next()).toEqual([0, 1]);
    await expect(stream.next()).rejects.toThrow('broken');
  });

  it.each(sizes)('replays to exactly where it was, from chunks of %d', async (size) => {
    const sums = rx(scan((sum, n: number) => sum + n, 0), bufferCount(5));
    const open = () => pipeline(inChunks(numbers.slice(0, 3000), size), sums);
    await expectExactResume(open, 8);
    await expectExactResume(() => pipeline(open(), rx(take(400))), 8);
  });

  it('goes on exactly in the stages after it, though slow work cuts the chunks otherwise each time', async () => {
    const rows = numbers.slice(0, 60).map((n) => Int32Array.of(n, n + 1, n + 2));
    let call = 0;
    const slow = () => rx(concatMap((row: Int32Array) => of(row).pipe(delay((call++ * 7) % 4))));
    await expectExactResume(() => pipeline(inChunks(rows, 11), slow(), pack({ time: 1 })), 4);
  });

  it('gives chunks as large as those of the source', async () => {
    const chunks = await drain(pipeline(inChunks(numbers, 100), rx(map((n) => n + 1))));
    expect(new Set(chunks.map(({ length }) => length))).toEqual(new Set([100]));
  });

  it('refuses a state that the operators never reach', async () => {
    const stream = pipeline(inChunks([1, 2, 3], 2), rx(last()));
    const message = 'restore: the state is after 7 results of rx; the operators gave 1 results and then ended';
    await expect(stream.restore({ start: 0, results: 7 })).rejects.toThrow(new InvalidInputError(message));
    await expect(stream.restore({ results: 7 })).rejects.toThrow(InvalidInputError);
  });
});

describe('rxEach', () => {
  it.each(sizes)('applies operators chunk by chunk, here of %d, in order', async (size) => {
    const stage = rxEach(concatMap((n: number) => [n, n]), filter((n) => n % 2 === 0));
    const results = (await drain(pipeline(inChunks(numbers, size), stage))).flat();
    expect(results).toEqual(numbers.filter((n) => n % 2 === 0).flatMap((n) => [n, n]));
  });

  it('waits for slow work, and loses and doubles nothing', async () => {
    const stage = rxEach(mergeMap((n: number) => of(n).pipe(delay((n * 7) % 5)), 8));
    const results = (await drain(pipeline(inChunks(numbers.slice(0, 200), 40), stage))).flat();
    expect(results.toSorted((a, b) => a - b)).toEqual(numbers.slice(0, 200));
  });

  it('resumes exactly, without asking for what was before', async () => {
    await expectExactResume(() => pipeline(inChunks(numbers.slice(0, 500), 9), rxEach(filter((n) => n % 20 !== 0))));
    let asked = 0;
    const count = rxEach(mergeMap((n: number) => defer(() => (asked++, of(n)))));
    await using stream = pipeline(inChunks(numbers, 10), count);
    await stream.restore(9_990);
    await stream.next();
    expect(asked).toBe(10);
  });
});
