import { randomBits, seedKey } from '@oneday/core';
import type { TokenBatch } from '@oneday/core';
import { freeBound, microBatchKey, TrainingStep } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import type { DayRecipe, DaySize } from './recipe.ts';
import { dayTrainingParts } from './training-parts.ts';

/** Steps that are not timed: the engine still compiles its own code. */
const WARMUP_STEPS = 2;
const TIMED_STEPS = 5;
/** Timing ends after a step that ends later than this, so that a slow device loses little of its budget. */
const MOST_SECONDS = 2;

/**
 * Trains a recipe's model of a size for a few steps on random tokens, and gives the median time of a micro-batch with
 * its update, in seconds. Nothing of it is left on the device.
 */
export async function measureSize(backend: Backend, recipe: DayRecipe, size: DaySize): Promise<number> {
  const parts = dayTrainingParts({ ...recipe, size }, size.vocabSize);
  const { model, optimizer, clipNorm, precision } = parts;
  const parameters = model.bind(backend, 0);
  const step = new TrainingStep({ backend, model, parameters, optimizer, clipNorm, precision });
  try {
    const batch = randomBatch(recipe, size);
    await step.prepare(batch);
    const seconds: number[] = [];
    const start = performance.now();
    for (let i = 0; i < WARMUP_STEPS + TIMED_STEPS; i++) {
      const stepStart = performance.now();
      step.accumulate(batch, microBatchKey(0, i, 0));
      await step.update(0);
      const now = performance.now();
      if (i >= WARMUP_STEPS) seconds.push((now - stepStart) / 1000);
      if (seconds.length > 0 && now - start > 1000 * MOST_SECONDS) break;
    }
    return seconds.sort((a, b) => a - b)[Math.floor(seconds.length / 2)]!;
  } finally {
    step.dispose();
    freeBound(backend, parameters);
  }
}

/** Random tokens in the form of the recipe's batches: every token is scored, or the share that is masked. */
function randomBatch(recipe: DayRecipe, { batch, context, vocabSize }: DaySize): TokenBatch {
  const length = batch * context;
  const inputIds = Int32Array.from(randomBits(seedKey(0), length), (word) => word % vocabSize);
  const tokens = { shape: [batch, context], inputIds, labels: inputIds } as const;
  if (recipe.kind !== 'bert-day') return tokens;
  const { maskShare } = recipe.data;
  const scored = Math.floor(maskShare * length);
  const scoredPositions = Int32Array.from({ length: scored }, (_, i) => Math.floor(i / maskShare));
  return { ...tokens, scoredPositions };
}
