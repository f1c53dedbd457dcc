import { formatBytes, formatSeconds } from '../../format.ts';
import type { Progress } from '../../progress.ts';

/**
 * Tells how far the reading of texts is, with its rate and the time that is left.
 *
 * @param total bytes of both sides
 * @returns is told the bytes of a side that are behind
 */
export function readingProgress(
  progress: Progress, total: number,
): (side: 'training' | 'heldOut', bytes: number) => void {
  const read = { training: 0, heldOut: 0 };
  const start = performance.now();
  let skipped: number | undefined;
  return (side, bytes) => {
    read[side] = bytes;
    const done = read.training + read.heldOut;
    // What an interrupted call has done already says nothing of the rate.
    skipped ??= done - bytes;
    const seconds = (performance.now() - start) / 1000;
    const rate = (done - skipped) / seconds;
    const left = formatSeconds((total - done) / rate);
    const text = `${formatBytes(done)} of ${formatBytes(total)}  ${formatBytes(rate)}/s  ${left} left`;
    progress.report(done / total, text);
  };
}
