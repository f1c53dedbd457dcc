import type { Json, Stream } from '@oneday/core';
import { expect } from 'vitest';
import type { Chunk } from '../chunk.ts';

/** Items of an array in chunks of the given size, with a state. */
export function inChunks<T>(items: readonly T[], size: number): Stream<Chunk<T>> {
  let at = 0;
  return {
    async next() {
      if (at >= items.length) return undefined;
      const chunk = items.slice(at, at + size);
      at += chunk.length;
      return chunk;
    },
    state: () => at,
    async restore(state) {
      at = state as number;
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** All items that are left, and the stream is closed. */
export async function drain<T>(stream: Stream<T>): Promise<T[]> {
  await using owned = stream;
  const items: T[] = [];
  for (let item = await owned.next(); item !== undefined; item = await owned.next()) items.push(item);
  return items;
}

/**
 * Holds the rule of states: after any number of items, a stream built anew and restored to the state, which went
 * through JSON, gives exactly what would have come; also one that had read on, and also at the end.
 *
 * @param open builds the stream from the same arguments
 * @param cuts how many different places to cut at, beside the start and the end
 */
export async function expectExactResume<T>(open: () => Stream<T>, cuts = 20): Promise<void> {
  const items: T[] = [];
  const states: Json[] = [];
  await using whole = open();
  states.push(throughJson(whole.state()));
  for (let item = await whole.next(); item !== undefined; item = await whole.next()) {
    items.push(item);
    states.push(throughJson(whole.state()));
  }
  expect(items.length).toBeGreaterThan(3);
  const step = Math.max(1, Math.floor(states.length / cuts));
  await using reused = open();
  for (const cut of [...states.keys()].filter((at) => at % step === 0 || at === states.length - 1)) {
    await using fresh = open();
    for (const stream of [fresh, reused]) {
      await stream.restore(states[cut]!);
      expect(throughJson(stream.state())).toEqual(states[cut]);
      const rest: T[] = [];
      for (let item = await stream.next(); item !== undefined; item = await stream.next()) rest.push(item);
      expect(rest).toEqual(items.slice(cut));
      expect(await stream.next()).toBeUndefined();
    }
    await whole.restore(states[cut]!);
    expect(await whole.next()).toEqual(items[cut]);
  }
}

function throughJson(state: Json): Json {
  return JSON.parse(JSON.stringify(state)) as Json;
}
