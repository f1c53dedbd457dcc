/** Learning rates as plain data. */

/** Where a run is when a step begins. */
export interface RunPosition {
  /** Zero-based: 0 is the first step. */
  readonly step: number;
  /**
   * Share of the run that is used, in [0, 1): `step` / `steps`, or time used / `budgetSeconds`. The last step begins
   * below 1, so it still moves the parameters where a rate ends at 0.
   */
  readonly progress: number;
}

/** One rate from beginning to end. */
export interface ConstantSchedule {
  readonly kind: 'constant';
  readonly learningRate: number;
}

/** nanoGPT's rule, counted in steps. */
export interface WarmupCosineSchedule {
  readonly kind: 'warmupCosine';
  /** Reached after the warm-up. */
  readonly peak: number;
  /** Reached at `decaySteps`, and kept. */
  readonly floor: number;
  readonly warmupSteps: number;
  /** Step at which the cosine ends, counted from the start of training. */
  readonly decaySteps: number;
}

/**
 * How a decay goes from 1 to 0 as u goes from 0 to 1: `linear` 1 − u, `cosine` (1 + cos πu) / 2, `oneMinusSqrt`
 * 1 − √u (Hägele et al. 2024).
 */
export type DecayShape = 'linear' | 'cosine' | 'oneMinusSqrt';

/**
 * How long the rate rises. In steps it needs as many under any budget, which is what an optimizer's moments need; a
 * fraction is of the whole run, and time spent on compiling before the first step counts in it.
 */
export type Warmup =
  | { readonly warmupSteps: number; readonly warmupFraction?: undefined }
  | { readonly warmupFraction: number; readonly warmupSteps?: undefined };

/** Warm-up, a plateau, a decay over the last part of the run: a trapezoid, driven by progress. */
export type WarmupStableDecaySchedule = Warmup & {
  readonly kind: 'warmupStableDecay';
  readonly peak: number;
  /** Where the decay would arrive at progress 1. */
  readonly floor: number;
  /** Share of the run that the decay takes, in [0, 1]. */
  readonly decayFraction: number;
  readonly decay: DecayShape;
};

/** A straight line up, a straight line down, driven by progress. */
export interface TriangleSchedule {
  readonly kind: 'triangle';
  /** At progress 0. */
  readonly start: number;
  readonly peak: number;
  /** At progress 1. */
  readonly end: number;
  /** Progress at the peak, in (0, 1]. */
  readonly peakFraction: number;
}

/** The learning rate as a function of where the run is. */
export type Schedule = ConstantSchedule | WarmupCosineSchedule | WarmupStableDecaySchedule | TriangleSchedule;

/**
 * The triangle of the crammed BERT (Geiping & Goldstein 2023, `budget-triangle2`): from a quarter of the peak up to the
 * peak at 75 % of the budget, then down to 0.
 */
export function crammedTriangle(peak: number): TriangleSchedule {
  return { kind: 'triangle', start: peak / 4, peak, end: 0, peakFraction: 0.75 };
}

/**
 * The learning rate of a step.
 *
 * - `warmupCosine` is peak·(step + 1) / (warmupSteps + 1) while warming up, then half a cosine from peak to floor
 *   (Loshchilov & Hutter 2017) over [warmupSteps, decaySteps], then floor.
 * - `warmupStableDecay` is the lower of a rise and a decay: the rise is peak·(step + 1) / (warmupSteps + 1) or
 *   peak·progress / warmupFraction, the decay goes from peak to floor over the last `decayFraction`.
 * - `triangle` is linear between its three corners.
 */
export function learningRateAt(schedule: Schedule, { step, progress }: RunPosition): number {
  switch (schedule.kind) {
    case 'constant': return schedule.learningRate;
    case 'warmupCosine': return warmupCosineAt(schedule, step);
    case 'warmupStableDecay': return warmupStableDecayAt(schedule, { step, progress });
    case 'triangle': return triangleAt(schedule, progress);
  }
}

function warmupCosineAt({ peak, floor, warmupSteps, decaySteps }: WarmupCosineSchedule, step: number): number {
  if (step < warmupSteps) return (peak * (step + 1)) / (warmupSteps + 1);
  if (step >= decaySteps) return floor;
  return floor + shapes.cosine((step - warmupSteps) / (decaySteps - warmupSteps)) * (peak - floor);
}

function warmupStableDecayAt(schedule: WarmupStableDecaySchedule, { step, progress }: RunPosition): number {
  const { peak, floor, decayFraction, decay, warmupSteps, warmupFraction } = schedule;
  const rise = warmupSteps === undefined ? fractionOf(progress, warmupFraction) : (step + 1) / (warmupSteps + 1);
  const u = fractionOf(progress - (1 - decayFraction), decayFraction);
  const decayed = progress < 1 - decayFraction ? peak : floor + shapes[decay](u) * (peak - floor);
  return Math.min(peak * Math.min(1, rise), decayed);
}

function triangleAt({ start, peak, end, peakFraction }: TriangleSchedule, progress: number): number {
  if (progress < peakFraction) return start + (progress / peakFraction) * (peak - start);
  return peak + fractionOf(progress - peakFraction, 1 - peakFraction) * (end - peak);
}

const shapes: Readonly<Record<DecayShape, (u: number) => number>> = {
  linear: (u) => 1 - u,
  cosine: (u) => 0.5 * (1 + Math.cos(Math.PI * u)),
  oneMinusSqrt: (u) => 1 - Math.sqrt(u),
};

/** `part` / `whole`, at most 1; 1 when there is no whole. */
function fractionOf(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, part / whole) : 1;
}
