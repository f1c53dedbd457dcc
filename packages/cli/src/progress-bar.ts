/** The line at the bottom of a terminal that tells how far something is. */
export interface ProgressBar extends Disposable {
  /** Draws it anew. @param done share that is done, in [0, 1] @param text what stands beside the bar */
  draw(done: number, text: string): void;
  /** Takes it away, so that a line can be printed; the next `draw` brings it back. */
  clear(): void;
}

const BAR_WIDTH = 24;
/** Terminals flicker when they are written to at every step. */
const LEAST_MILLISECONDS = 100;
/** Where a terminal does not tell its width. */
const USUAL_COLUMNS = 80;

/** What a bar needs of a terminal. */
export type Terminal = Pick<NodeJS.WriteStream, 'write' | 'columns'>;

/** A bar on a terminal. */
export function progressBar(terminal: Terminal): ProgressBar {
  let drawnAt = -Infinity;
  const clear = () => void terminal.write('\r\u001b[K');
  return {
    draw(done, text) {
      const now = performance.now();
      if (now - drawnAt < LEAST_MILLISECONDS) return;
      drawnAt = now;
      const filled = Math.round(Math.min(1, Math.max(0, done)) * BAR_WIDTH);
      const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
      terminal.write(`\r\u001b[K${`${bar} ${text}`.slice(0, (terminal.columns || USUAL_COLUMNS) - 1)}`);
    },
    clear() {
      drawnAt = -Infinity;
      clear();
    },
    [Symbol.dispose]: clear,
  };
}
