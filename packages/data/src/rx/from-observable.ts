import { InvalidInputError } from '@oneday/core';
import type { Stream } from '@oneday/core';
import type { Observable, Observer, Subscription } from 'rxjs';
import { positionOf } from '../position.ts';
import { checkPositiveIntegers } from '../positive-integer.ts';

/** Options of `fromObservable`. */
export interface FromObservableOptions {
  /** Items kept while nobody asks; one more is an error, because an Observable cannot be slowed down. */
  readonly capacity: number;
  /** Told once for each item handed out: with the Subject of `toObservable` here, one drives the other. */
  readonly taken$?: Pick<Observer<void>, 'next'>;
}

/**
 * An Observable as a stream. It subscribes at the first `next`; disposing of the stream unsubscribes.
 *
 * Its state is the number of items handed out. Restoring subscribes anew and drops as many, so it is exact only where
 * the Observable gives the same items again.
 *
 * @throws InvalidInputError from `next`, after the items kept, when the Observable gave more than `capacity` unasked
 */
export function fromObservable<T>(observable: Observable<T>, options: FromObservableOptions): Stream<T> {
  const { capacity, taken$ } = options;
  checkPositiveIntegers('fromObservable', { capacity });
  let subscription: Subscription | undefined;
  let kept: T[] = [];
  let ended = false;
  let failure: { readonly cause: unknown } | undefined;
  let wake: (() => void) | undefined;
  let position = 0;
  let toDrop = 0;

  function receive(item: T): void {
    if (toDrop > 0) {
      toDrop -= 1;
      taken$?.next();
      return;
    }
    if (kept.length === capacity) {
      const advice = 'ask faster, raise the capacity, or drive the source with credits';
      fail(new InvalidInputError(`fromObservable: more than ${capacity} items that nobody asked for; ${advice}`));
      return;
    }
    kept.push(item);
    wake?.();
  }

  function fail(cause: unknown): void {
    failure = { cause };
    subscription?.unsubscribe();
    wake?.();
  }

  function subscribe(): void {
    subscription = observable.subscribe({
      next: receive,
      error: fail,
      complete: () => {
        ended = true;
        wake?.();
      },
    });
    if (failure !== undefined) subscription.unsubscribe();
  }

  return {
    async next() {
      if (subscription === undefined) subscribe();
      while (kept.length === 0 && !ended && failure === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
      if (kept.length === 0 && failure !== undefined) throw failure.cause;
      if (kept.length === 0) return undefined;
      const item = kept.shift();
      position += 1;
      taken$?.next();
      return item;
    },
    state: () => ({ position }),
    async restore(state) {
      const wanted = positionOf(state, Number.MAX_SAFE_INTEGER);
      subscription?.unsubscribe();
      subscription = undefined;
      kept = [];
      ended = false;
      failure = undefined;
      position = wanted;
      toDrop = wanted;
    },
    async [Symbol.asyncDispose]() {
      subscription?.unsubscribe();
      ended = true;
      wake?.();
    },
  };
}
