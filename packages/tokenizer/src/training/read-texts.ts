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

/** UTF-16 units that are read between two looks at the clock, if texts do not have to be waited for, */
const UNITS_PER_LOOK = 1 << 14;
/** and how many more a text counts as than it has, so that empty ones count too. */
const UNITS_OF_A_TEXT = 1 << 6;

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
    return text.length;
  };
  signal?.throwIfAborted();
  if (Symbol.asyncIterator in texts) {
    for await (const text of texts) {
      add(text);
      if (slice.isOver()) await slice.next();
    }
  } else {
    let units = 0;
    for (const text of texts) {
      units += UNITS_OF_A_TEXT + add(text);
      if (units < UNITS_PER_LOOK) continue;
      units = 0;
      if (slice.isOver()) await slice.next();
    }
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
