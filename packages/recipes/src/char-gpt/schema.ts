import { parseWith } from '@oneday/core';
import type { ConfigSchema } from '@oneday/core';
import { activations } from '@oneday/ops';
import { z } from 'zod';
import type { CharGptRecipe } from './recipe.ts';

const count = z.int().min(1);
const fraction = z.number().min(0).lt(1);
const positive = z.number().gt(0);

const schema: ConfigSchema<CharGptRecipe> = z.strictObject({
  kind: z.literal('char-gpt'),
  textFile: z.string().min(1),
  data: z.strictObject({ trainingFraction: z.number().gt(0).lt(1), validationOverlap: z.int().min(0) }),
  model: z.strictObject({
    layers: count,
    heads: count,
    width: count,
    context: count,
    feedForwardRatio: count,
    activation: z.enum(activations as [(typeof activations)[number]]),
    dropout: fraction,
    bias: z.boolean(),
    tiedHead: z.boolean(),
    layerNormEpsilon: positive,
  }),
  optimizer: z.strictObject({
    beta1: fraction,
    beta2: fraction,
    epsilon: positive,
    weightDecay: z.number().min(0),
  }),
  training: z.strictObject({
    steps: count,
    batch: count,
    accumulation: count,
    peakLearningRate: positive,
    floorLearningRate: z.number().min(0),
    warmupSteps: z.int().min(0),
    clipNorm: positive,
    precision: z.enum(['f32', 'bf16', 'f16']),
    evaluateEverySteps: count,
    saveEverySteps: count,
  }),
});

/**
 * Checks plain data, from a file or from `--set`, as a `char-gpt` recipe.
 * @throws ConfigError for an unknown key, with the nearest known one, and for a missing or wrong value, by its path
 */
export function parseCharGpt(value: unknown): CharGptRecipe {
  return parseWith(schema, value, 'recipe char-gpt');
}
