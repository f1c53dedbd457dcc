/** What both sides of `step-beside-tfjs.mjs` train: char-gpt on synthetic tokens, from the same initial values. */
import { charGpt, charGptTrainingParts } from '@oneday/recipes';
import { learningRateAt } from '@oneday/trainer';
import { syntheticBatches } from '../../packages/cli/dist/bench/synthetic-tokens.js';

const VOCAB_SIZE = 65;
const SEED = 1;
const BATCHES = 20;

/** @param sizes.layers, sizes.width other than char-gpt's, as text */
export function benchedModel({ layers, width }) {
  const recipe = charGpt({ textFile: 'synthetic', model: { layers: Number(layers), width: Number(width) } });
  const { model, optimizer, schedule, clipNorm, steps } = charGptTrainingParts(recipe, VOCAB_SIZE);
  const { model: { context: time }, training: { batch } } = recipe;
  return {
    model, optimizer, clipNorm, recipe, seed: SEED,
    learningRate: (step) => learningRateAt(schedule, { step, progress: step / steps }),
    batches: syntheticBatches(SEED, { vocabSize: VOCAB_SIZE, batches: BATCHES, batch, time }),
  };
}
