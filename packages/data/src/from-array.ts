import type { Stream } from '@oneday/core';
import { positionOf } from './position.ts';

/** A stream of an array's items. Its state is the number of items handed out. */
export function fromArray<T>(items: readonly T[]): Stream<T> {
  let position = 0;
  return {
    async next() {
      return position < items.length ? items[position++] : undefined;
    },
    state: () => ({ position }),
    async restore(state) {
      position = positionOf(state, items.length);
    },
    async [Symbol.asyncDispose]() {},
  };
}
