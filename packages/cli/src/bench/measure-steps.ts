import { microBatchKey, TrainingStep } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { charGptTrainingParts } from '@oneday/recipes';
import type { CharGptRecipe } from '@oneday/recipes';
import { learningRateAt } from '@oneday/trainer';
import { syntheticBatches } from './synthetic-tokens.ts';

/** Characters of the text that the recipe is known by, tiny Shakespeare; the speed hardly depends on it. */
const VOCAB_SIZE = 65;
const SEED = 1;
const BATCHES = 50;
const WARMUP_STEPS = 10;
/** Measured even when the time is up. */
const LEAST_STEPS = 20;
const REPORTED_LOSSES = 10;

/** How long whole training steps took. */
export interface StepTimes {
  /** The fastest step: whatever else runs on a machine can only add time. */
  readonly secondsPerStep: number;
  readonly medianSecondsPerStep: number;
  /** What preparing the step's programs took. */
  readonly compileSeconds: number;
  /** Steps measured. */
  readonly steps: number;
  /** Mean losses of the first steps, in nats. */
  readonly losses: readonly number[];
}

/**
 * Trains a recipe's model on synthetic tokens and times each whole step: batches are fed, gradients, norm, clipping and
 * update computed, and the loss is read.
 *
 * @param seconds how long to measure, after compiling and {@link WARMUP_STEPS} steps
 */
export async function measureSteps(backend: Backend, recipe: CharGptRecipe, seconds: number): Promise<StepTimes> {
  const parts = charGptTrainingParts(recipe, VOCAB_SIZE);
  const { model, optimizer, schedule, clipNorm, precision, accumulation, steps } = parts;
  const { model: { context: time }, training: { batch } } = recipe;
  const batches = syntheticBatches(SEED, { vocabSize: VOCAB_SIZE, batches: BATCHES, batch, time });
  const parameters = model.bind(backend, SEED);
  const trainingStep = new TrainingStep({ backend, model, parameters, optimizer, clipNorm, precision });
  const reports = await trainingStep.prepare(batches[0]!);
  const compileSeconds = reports.reduce((sum, { seconds: taken }) => sum + taken, 0);

  async function takeStep(step: number): Promise<number> {
    for (let i = 0; i < accumulation; i++) {
      const batchOfStep = batches[(step * accumulation + i) % BATCHES]!;
      trainingStep.accumulate(batchOfStep, microBatchKey(SEED, step, i));
    }
    const { lossSum, count } = await trainingStep.update(learningRateAt(schedule, { step, progress: step / steps }));
    return lossSum / count;
  }

  const losses: number[] = [];
  const durations: number[] = [];
  let deadline = Infinity;
  for (let step = 0; durations.length < LEAST_STEPS || performance.now() < deadline; step++) {
    if (step === WARMUP_STEPS) deadline = performance.now() + 1000 * seconds;
    const start = performance.now();
    const loss = await takeStep(step);
    if (step >= WARMUP_STEPS) durations.push((performance.now() - start) / 1000);
    if (step < REPORTED_LOSSES) losses.push(loss);
  }
  return {
    secondsPerStep: Math.min(...durations), medianSecondsPerStep: median(durations), compileSeconds,
    steps: durations.length, losses,
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return Number.isInteger(middle) ? (sorted[middle - 1]! + sorted[middle]!) / 2 : sorted[Math.floor(middle)]!;
}
