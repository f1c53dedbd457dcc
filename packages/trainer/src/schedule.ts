/** Learning rates as plain data. */

/** The learning rate as a function of the step. */
export type Schedule =
  | { readonly kind: 'constant'; readonly learningRate: number }
  | {
    readonly kind: 'warmupCosine';
    /** Reached after the warm-up. */
    readonly peak: number;
    /** Reached at `decaySteps`, and kept. */
    readonly floor: number;
    readonly warmupSteps: number;
    /** Step at which the cosine ends, counted from the start of training. */
    readonly decaySteps: number;
  };

/**
 * The learning rate of a step. `warmupCosine` is nanoGPT's rule: peak·(step + 1) / (warmupSteps + 1) while warming
 * up, then half a cosine from peak to floor (Loshchilov & Hutter 2017) over [warmupSteps, decaySteps], then floor.
 *
 * @param step zero-based: 0 is the first step
 */
export function learningRateAt(schedule: Schedule, step: number): number {
  if (schedule.kind === 'constant') return schedule.learningRate;
  const { peak, floor, warmupSteps, decaySteps } = schedule;
  if (step < warmupSteps) return (peak * (step + 1)) / (warmupSteps + 1);
  if (step >= decaySteps) return floor;
  const ratio = (step - warmupSteps) / (decaySteps - warmupSteps);
  return floor + 0.5 * (1 + Math.cos(Math.PI * ratio)) * (peak - floor);
}
