import type { PreparePhase, PrepareProgress } from '@oneday/recipes';
import { formatBytes, formatCount, formatSeconds } from '../format.ts';
import type { Progress } from '../progress.ts';

/**
 * Tells how far the preparing of a run is, with the rate of the phase and the time that it still takes, short enough
 * for a bar on a terminal of 80 columns.
 */
export function preparingProgress(progress: Progress): (event: PrepareProgress) => void {
  let phase: PreparePhase | undefined;
  let start = 0;
  return (event) => {
    const now = performance.now();
    if (event.phase !== phase) start = now;
    phase = event.phase;
    const { done, total } = event;
    if (phase === 'merging') {
      progress.report(done / total!, `merging: ${formatCount(done)} of ${formatCount(total!)} tokens`);
      return;
    }
    const rate = done / ((now - start) / 1000);
    const isKnown = Number.isFinite(rate) && rate > 0;
    const speed = isKnown ? `  ${formatBytes(rate)}/s` : '';
    if (total === undefined) {
      progress.report(0, `${phase}: ${formatBytes(done)}${speed}`);
      return;
    }
    const share = `${Math.floor((100 * done) / total)} % of ${formatBytes(total)}`;
    const left = isKnown ? `  ${formatSeconds((total - done) / rate)} left` : '';
    progress.report(done / total, `${phase}: ${share}${speed}${left}`);
  };
}
