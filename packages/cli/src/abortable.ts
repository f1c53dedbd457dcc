import type { Stream } from '@oneday/core';

/** A stream that fails with the signal's reason once it is aborted. */
export function abortable<T>(stream: Stream<T>, signal: AbortSignal): Stream<T> {
  return {
    ...stream,
    async next() {
      signal.throwIfAborted();
      return stream.next();
    },
  };
}
