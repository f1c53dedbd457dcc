import type { Output } from './output.ts';
import { progressBar } from './progress-bar.ts';

/** Tells how far something long is: a bar on a terminal, a line every so often in a log. */
export interface Progress extends Disposable {
  /** @param done share that is done, in [0, 1] @param text what is said beside it */
  report(done: number, text: string): void;
}

/** In a log, the first line comes after so long: short work says nothing. */
const FIRST_MILLISECONDS = 2000;
/** Each of the others comes so long after the one before. */
const LOG_MILLISECONDS = 5000;

/** Progress on an output. */
export function openProgress({ stream, line }: Output): Progress {
  if (stream.isTTY) {
    const bar = progressBar(stream);
    return { report: (done, text) => bar.draw(done, text), [Symbol.dispose]: () => bar[Symbol.dispose]() };
  }
  let next = performance.now() + FIRST_MILLISECONDS;
  return {
    report(_, text) {
      if (performance.now() < next) return;
      next = performance.now() + LOG_MILLISECONDS;
      line(text);
    },
    [Symbol.dispose]: () => {},
  };
}
