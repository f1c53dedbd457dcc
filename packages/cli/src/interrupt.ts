import { exitCodes } from './exit-code.ts';

/**
 * A second signal within this time is the same Ctrl-C: the terminal sends it to the whole group of processes, and npm
 * passes its own on.
 */
const ECHO_MILLISECONDS = 1000;

/** What signals do to long work. */
export interface Interruptible {
  /** At the first: ends the work in order, soon. */
  stop(): void;
  /** At a later one: the last that is done before the process ends. */
  leave(): void;
}

/**
 * Calls `stop` at the first Ctrl-C, SIGTERM, or end of the terminal (SIGHUP). A later one ends the process at once,
 * with 130: the user does not want to wait.
 *
 * @returns gives the signals back
 */
export function onInterrupt({ stop, leave }: Interruptible): () => void {
  let firstAt: number | undefined;
  const listener = () => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      stop();
    } else if (performance.now() - firstAt > ECHO_MILLISECONDS) {
      leave();
      process.exit(exitCodes.interrupted);
    }
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  signals.forEach((signal) => process.on(signal, listener));
  return () => signals.forEach((signal) => process.off(signal, listener));
}
