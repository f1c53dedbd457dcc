/** What writing to a pipe whose reader is gone gives, or to a terminal that was closed. */
const CLOSED: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO', 'EBADF', 'ERR_STREAM_DESTROYED']);

/**
 * Lets the process outlive those who read what it prints: `oneday train … | head`, or a terminal that is closed, ends
 * what is said and not what is done. A run goes on, or ends in order at the signal that a terminal sends.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!CLOSED.has(error.code)) throw error;
    });
  }
}
