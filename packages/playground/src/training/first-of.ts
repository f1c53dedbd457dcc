import { InvalidInputError, isJsonObject } from '@oneday/core';
import type { Stream } from '@oneday/core';

/** The first `count` items of a stream; it is read no further. */
export function firstOf<T>(stream: Stream<T>, count: number): Stream<T> {
  let taken = 0;
  return {
    async next() {
      if (taken === count) return undefined;
      taken += 1;
      return stream.next();
    },
    state: () => ({ taken, stream: stream.state() }),
    async restore(state) {
      if (!isJsonObject(state) || typeof state['taken'] !== 'number' || state['stream'] === undefined) {
        throw new InvalidInputError('restore: not a state of the first items of a stream');
      }
      await stream.restore(state['stream']);
      taken = state['taken'];
    },
    [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose](),
  };
}
