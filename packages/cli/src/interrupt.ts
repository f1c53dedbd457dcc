import { exitCodes } from './exit-code.ts';

/**
 * A second signal within this time is the same Ctrl-C: the terminal sends it to the whole group of processes, and npm
 * passes its own on.
 */
const ECHO_MILLISECONDS = 1000;

/**
 * Calls `stop` at the first Ctrl-C (or SIGTERM). A later one ends the process at once, with 130: the user does not want
 * to wait.
 *
 * @returns gives the signals back
 */
export function onInterrupt(stop: () => void): () => void {
  let firstAt: number | undefined;
  const listener = () => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      stop();
    } else if (performance.now() - firstAt > ECHO_MILLISECONDS) {
      process.exit(exitCodes.interrupted);
    }
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  signals.forEach((signal) => process.on(signal, listener));
  return () => signals.forEach((signal) => process.off(signal, listener));
}
