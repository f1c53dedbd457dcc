import { InvalidInputError, foldIn, isJsonObject, seedKey, showValue } from '@oneday/core';
import type { Json, JsonObject, Stage } from '@oneday/core';
import type { Chunk } from './chunk.ts';
import { ITEMS_PER_CHUNK } from './chunk.ts';
import { isCount } from './count.ts';
import { indexShuffle } from './index-shuffle.ts';
import { ItemReader } from './item-reader.ts';
import { checkPositiveIntegers } from './positive-integer.ts';

/** Options of `shuffle`. */
export interface ShuffleOptions {
  /** Names the order. */
  readonly seed: number;
  /** Items that are shuffled among each other, and kept in memory. */
  readonly window: number;
}

/** A place: `taken` items of the window with this number were handed out; the window's items start at `source`. */
interface Place extends JsonObject {
  readonly source: Json;
  readonly number: number;
  readonly taken: number;
}

/**
 * Shuffles a stream in windows that follow each other: `window` items are read, then handed out in the order of
 * `indexShuffle` under the key foldIn(foldIn(seedKey(seed), 'shuffle'), number of the window). An item moves by less
 * than two windows; where all items can be reached by index, `shuffledRows` shuffles them all without a buffer.
 *
 * The state is the source's before the window and the number of items handed out, so no items are kept in it; restoring
 * reads the window again.
 */
export function shuffle<T>({ seed, window }: ShuffleOptions): Stage<Chunk<T>, Chunk<T>> {
  checkPositiveIntegers('shuffle', { window });
  const key = foldIn(seedKey(seed), 'shuffle');
  return (source) => {
    const reader = new ItemReader(source);
    let place: Place = { source: reader.state(), number: 0, taken: 0 };
    let items: T[] = [];
    let ended = false;

    async function fill(number: number): Promise<void> {
      const read: T[] = [];
      while (read.length < window) {
        const item = await reader.next();
        if (item === undefined) break;
        read.push(item);
      }
      const order = read.length > 0 ? indexShuffle(foldIn(key, number), read.length) : undefined;
      items = read.map((_, index) => read[order!(index)]!);
    }

    return {
      async next() {
        if (ended) return undefined;
        if (place.taken === items.length) {
          const following = { source: reader.state(), number: place.number + (items.length > 0 ? 1 : 0), taken: 0 };
          await fill(following.number);
          if (items.length === 0) {
            ended = true;
            return undefined;
          }
          place = following;
        }
        const chunk = items.slice(place.taken, place.taken + ITEMS_PER_CHUNK);
        place = { ...place, taken: place.taken + chunk.length };
        return chunk;
      },
      state: () => place,
      async restore(state) {
        const wanted = placeOf(state);
        await reader.restore(wanted.source);
        items = [];
        ended = false;
        if (wanted.taken > 0) await fill(wanted.number);
        if (wanted.taken > items.length) {
          const found = `the source now has ${items.length} there; it has changed`;
          throw new InvalidInputError(`restore: ${wanted.taken} items of a window were taken, but ${found}`);
        }
        place = wanted;
      },
      [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose](),
    };
  };
}

function placeOf(state: Json): Place {
  const { source, number, taken } = isJsonObject(state) ? state : {};
  if (source === undefined || !isCount(number) || !isCount(taken)) {
    throw new InvalidInputError(`restore: source, number and taken of a shuffle expected; got ${showValue(state)}`);
  }
  return { source, number, taken };
}
