import type { PreparePhase, PrepareProgress } from '@oneday/recipes';
import { formatBytes, formatCount, formatSeconds } from '../format.ts';
import type { Progress } from '../progress.ts';

const PHASES: Readonly<Record<PreparePhase, string>> = {
  reading: 'reading texts',
  cutting: 'reading texts to hold their ends out',
  counting: 'training a tokenizer, counting words',
  merging: 'training a tokenizer',
  tokenizing: 'making tokens of texts',
  checking: 'checking data',
};

/** Tells how far the preparing of a run is, with the rate of the phase and the time that it still takes. */
export function preparingProgress(progress: Progress): (event: PrepareProgress) => void {
  let phase: PreparePhase | undefined;
  let start = 0;
  return (event) => {
    const now = performance.now();
    if (event.phase !== phase) {
      phase = event.phase;
      start = now;
    }
    const { done, total } = event;
    const what = PHASES[event.phase];
    if (event.phase === 'merging') {
      progress.report(done / total!, `${what}: ${formatCount(done)} of ${formatCount(total!)} tokens`);
      return;
    }
    const rate = done / ((now - start) / 1000);
    const soFar = total === undefined ? formatBytes(done) : `${formatBytes(done)} of ${formatBytes(total)}`;
    const left = total === undefined ? '' : `  ${formatSeconds((total - done) / rate)} left`;
    const speed = now > start && done > 0 ? `  ${formatBytes(rate)}/s${left}` : '';
    progress.report(total === undefined ? 0 : done / total, `${what}: ${soFar}${speed}`);
  };
}
