import { InvalidInputError, showValue } from '@oneday/core';
import { TimeSlice } from '../time-slice.ts';
import type { TrainingControl, TrainingProgress, TrainingTexts } from './training-options.ts';

/** Where training texts go. */
export interface TextCounter {
  add(text: string): void;
  /** Bytes of the texts so far, */
  readonly byteLength: number;
  /** and the distinct pieces in them. */
  readonly distinctPieces: number;
  /** Does what is left to do when all texts are read, and yields often. */
  finish?(): Generator<undefined, void>;
}

/**
 * Reads all texts once. Other tasks of the event loop get their turn ten times a second.
 *
 * @param trainer its name, which opens messages
 * @throws InvalidInputError when what comes is no text
 */
export async function readTexts(
  trainer: string, texts: TrainingTexts, counter: TextCounter, { signal, onProgress }: TrainingControl,
): Promise<void> {
  if (typeof texts === 'string') {
    throw new InvalidInputError(`${trainer}: texts must be an iterable of texts; got one text, pass it in [ ]`);
  }
  let read = 0;
  const report = () => onProgress?.(
    { phase: 'counting', texts: read, bytes: counter.byteLength, distinctPieces: counter.distinctPieces },
  );
  const slice = new TimeSlice(signal, report);
  const add = (text: unknown) => {
    if (typeof text !== 'string') {
      throw new InvalidInputError(`${trainer}: every text must be a string; got ${showValue(text)} at ${read}`);
    }
    counter.add(text);
    read++;
    return slice.isOver();
  };
  signal?.throwIfAborted();
  if (Symbol.asyncIterator in texts) {
    for await (const text of texts) if (add(text)) await slice.next();
  } else {
    for (const text of texts) if (add(text)) await slice.next();
  }
  const rest = counter.finish?.();
  while (rest?.next().done === false) if (slice.isOver()) await slice.next();
  signal?.throwIfAborted();
  report();
}

/**
 * Runs a generator to its end, in slices as `readTexts` does, and reports what it yields.
 *
 * @returns what the generator returns
 */
export async function runInSlices<R>(
  work: Generator<TrainingProgress, R>, { signal, onProgress }: TrainingControl,
): Promise<R> {
  let last: TrainingProgress | undefined;
  const report = () => {
    if (last !== undefined) onProgress?.(last);
  };
  const slice = new TimeSlice(signal, report);
  for (;;) {
    const step = work.next();
    if (step.done === true) {
      signal?.throwIfAborted();
      report();
      return step.value;
    }
    last = step.value;
    if (slice.isOver()) await slice.next();
  }
}
