import { Observable } from 'rxjs';
import type { Stream } from '@oneday/core';
import { checkPositiveIntegers } from '../positive-integer.ts';

/** Options of `toObservable`. */
export interface ToObservableOptions {
  /** Items that may be on their way at once: the source is pulled again only as they are taken. */
  readonly credits: number;
  /**
   * Tells that one item was taken, wherever that is known, e.g. after slow work: a Subject that the end of the pipe
   * calls `next` on. Items that the operators drop have to be told as well. Absent: an item is taken when the
   * subscriber's `next` returns, which is right for subscribers that do their work there and then.
   */
  readonly taken$?: Observable<unknown>;
}

/**
 * A stream as an Observable. rxjs has no way to slow a source down, so the source counts: never more than `credits`
 * items were given out and not taken.
 *
 * Unsubscribing disposes of the stream, as do its end and its failure; a stream has one consumer, so it is subscribed
 * to once.
 *
 * @example
 * const taken$ = new Subject<void>();
 * toObservable(documents, { credits: 8, taken$ })
 *   .pipe(mergeMap((document) => score(document), 4), tap(() => taken$.next()))
 *   .subscribe(report);
 */
export function toObservable<T>(stream: Stream<T>, { credits, taken$ }: ToObservableOptions): Observable<T> {
  checkPositiveIntegers('toObservable', { credits });
  return new Observable<T>((subscriber) => {
    let left = credits;
    let pulling = false;
    const acknowledgements = taken$?.subscribe(() => {
      left += 1;
      void pull();
    });

    /** Pulls while there are credits; one pull at a time, as a stream demands. */
    async function pull(): Promise<void> {
      if (pulling) return;
      pulling = true;
      while (left > 0 && !subscriber.closed) {
        left -= 1;
        try {
          const item = await stream.next();
          if (item === undefined) subscriber.complete();
          else subscriber.next(item);
        } catch (cause) {
          subscriber.error(cause);
        }
        if (taken$ === undefined) left += 1;
      }
      pulling = false;
      if (subscriber.closed) await stream[Symbol.asyncDispose]();
    }

    subscriber.add(() => {
      acknowledgements?.unsubscribe();
      if (!pulling) void stream[Symbol.asyncDispose]();
    });
    void pull();
  });
}
