import {
  Subject, concatMap, delay, filter, firstValueFrom, from, lastValueFrom, map, mergeMap, of, take, tap, toArray,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import type { Stream } from '@oneday/core';
import { fromArray } from '../from-array.ts';
import { drain, expectExactResume } from '../stream-tests/drain.ts';
import { fromObservable } from './from-observable.ts';
import { toObservable } from './to-observable.ts';

const numbers = Array.from({ length: 200 }, (_, i) => i);

/** A stream of numbers that tells how many were pulled and how often it was closed. */
function watched(items: readonly number[]) {
  const source = fromArray(items);
  const seen = { pulled: 0, closed: 0 };
  const stream: Stream<number> = {
    ...source,
    async next() {
      const item = await source.next();
      if (item !== undefined) seen.pulled += 1;
      return item;
    },
    [Symbol.asyncDispose]: async () => void seen.closed++,
  };
  return { stream, seen };
}

describe('toObservable', () => {
  it('gives the items in order, completes and closes the stream', async () => {
    const { stream, seen } = watched(numbers);
    expect(await lastValueFrom(toObservable(stream, { credits: 1 }).pipe(toArray()))).toEqual(numbers);
    await Promise.resolve();
    expect(seen.closed).toBe(1);
  });

  it.each([1, 2, 8])('never has more than %d items in flight at a slow consumer', async (credits) => {
    const { stream, seen } = watched(numbers.slice(0, 60));
    const taken$ = new Subject<void>();
    let done = 0;
    let most = 0;
    const results = await lastValueFrom(toObservable(stream, { credits, taken$ }).pipe(
      tap(() => (most = Math.max(most, seen.pulled - done))),
      mergeMap((n) => of(n).pipe(delay(n % 3)), 4),
      tap(() => (done++, taken$.next())),
      toArray(),
    ));
    expect(results.toSorted((a, b) => a - b)).toEqual(numbers.slice(0, 60));
    expect(most).toBe(credits);
  });

  it('goes on when dropped items are told', async () => {
    const taken$ = new Subject<void>();
    const odd = toObservable(fromArray(numbers), { credits: 2, taken$ }).pipe(
      filter((n) => n % 2 === 1 || (taken$.next(), false)),
      concatMap((n) => of(n).pipe(delay(0))),
      tap(() => taken$.next()),
    );
    expect(await lastValueFrom(odd.pipe(toArray()))).toEqual(numbers.filter((n) => n % 2 === 1));
  });

  it('closes the stream when one unsubscribes, also in the middle of a pull', async () => {
    const { stream, seen } = watched(numbers);
    expect(await firstValueFrom(toObservable(stream, { credits: 4 }))).toBe(0);
    await new Promise((resolve) => setTimeout(resolve));
    expect(seen).toEqual({ pulled: 1, closed: 1 });
    const other = watched(numbers);
    toObservable(other.stream, { credits: 4 }).subscribe().unsubscribe();
    await new Promise((resolve) => setTimeout(resolve));
    expect(other.seen.closed).toBe(1);
  });

  it('closes a stream that fails or waits for credits', async () => {
    const failing = { ...fromArray([1]), next: () => Promise.reject(new Error('broken')) };
    await expect(lastValueFrom(toObservable(failing, { credits: 1 }))).rejects.toThrow('broken');
    const { stream, seen } = watched(numbers);
    const subscription = toObservable(stream, { credits: 3, taken$: new Subject() }).subscribe();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(seen).toEqual({ pulled: 3, closed: 0 });
    subscription.unsubscribe();
    await Promise.resolve();
    expect(seen.closed).toBe(1);
  });

  it('refuses credits that are no positive integer', () => {
    expect(() => toObservable(fromArray([1]), { credits: 0 })).toThrow(InvalidInputError);
  });
});

describe('fromObservable', () => {
  it('gives the items, and continues exactly where the Observable repeats itself', async () => {
    expect(await drain(fromObservable(from(numbers), { capacity: 200 }))).toEqual(numbers);
    await expectExactResume(() => fromObservable(from(numbers), { capacity: 200 }));
  });

  it('fails when more came unasked than it may keep, after what it kept', async () => {
    const stream = fromObservable(from(numbers), { capacity: 2 });
    expect([await stream.next(), await stream.next()]).toEqual([0, 1]);
    const advice = 'ask faster, raise the capacity, or drive the source with credits';
    const message = `fromObservable: more than 2 items that nobody asked for; ${advice}`;
    await expect(stream.next()).rejects.toThrow(new InvalidInputError(message));
  });

  it('waits for items, passes failures on, and unsubscribes when it is closed', async () => {
    const subject = new Subject<number>();
    const stream = fromObservable(subject, { capacity: 1 });
    const first = stream.next();
    subject.next(7);
    expect(await first).toBe(7);
    const second = stream.next();
    subject.error(new Error('broken'));
    await expect(second).rejects.toThrow('broken');
    const other = new Subject<number>();
    const closing = fromObservable(other, { capacity: 1 });
    const waiting = closing.next();
    expect(other.observed).toBe(true);
    await closing[Symbol.asyncDispose]();
    expect([await waiting, other.observed]).toEqual([undefined, false]);
  });

  it.each([1, 4])('drives a stream through operators and back with %d credits', async (credits) => {
    const { stream, seen } = watched(numbers);
    const taken$ = new Subject<void>();
    const doubled = toObservable(stream, { credits, taken$ }).pipe(map((n) => 2 * n));
    await using back = fromObservable(doubled, { capacity: credits, taken$ });
    for (let n = 0; n < 100; n++) {
      expect(await back.next()).toBe(2 * n);
      await Promise.resolve();
      expect(seen.pulled).toBeLessThanOrEqual(n + 1 + credits);
    }
  });

  it('closes the stream behind it', async () => {
    const { stream, seen } = watched(numbers);
    const taken$ = new Subject<void>();
    const back = fromObservable(toObservable(stream, { credits: 2, taken$ }).pipe(take(50)), { capacity: 2, taken$ });
    expect(await drain(back)).toHaveLength(50);
    await new Promise((resolve) => setTimeout(resolve));
    expect(seen.closed).toBe(1);
  });
});
