import { gpt } from '@oneday/models';
import type { GptConfig } from '@oneday/models';
import { adamw } from '@oneday/nn';
import type { CausalDecoder, ModelDefinition } from '@oneday/nn';
import type { TrainingParts } from '../training-parts.ts';
import type { CharGptRecipe } from './recipe.ts';

/** The parts of `char-gpt`: its length is in steps, its model a decoder. */
export type CharGptTrainingParts = TrainingParts & {
  readonly steps: number;
  readonly model: ModelDefinition<GptConfig> & CausalDecoder;
};

/**
 * The model, the optimizer and the schedule of a recipe.
 *
 * @param vocabSize V
 * @throws ConfigError for sizes that do not fit each other, e.g. heads that do not divide the width
 */
export function charGptTrainingParts(recipe: CharGptRecipe, vocabSize: number): CharGptTrainingParts {
  const { model: { feedForwardRatio, ...model }, optimizer, training } = recipe;
  const { peakLearningRate, floorLearningRate, warmupSteps, steps } = training;
  const { clipNorm, accumulation, precision, evaluateEverySteps, saveEverySteps } = training;
  return {
    model: gpt({ ...model, innerWidth: feedForwardRatio * model.width, vocabSize }),
    optimizer: adamw(optimizer),
    schedule: {
      kind: 'warmupCosine', peak: peakLearningRate, floor: floorLearningRate, warmupSteps, decaySteps: steps,
    },
    steps,
    clipNorm,
    accumulation,
    precision,
    evaluateEverySteps,
    saveEverySteps,
  };
}
