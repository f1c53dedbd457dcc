import { parseWith } from '@oneday/core';
import type { ConfigSchema } from '@oneday/core';
import { activations } from '@oneday/ops';
import { z } from 'zod';
import { adamwSchema, count, fraction, positive, precision } from '../schema-parts.ts';
import type { CharGptRecipe } from './recipe.ts';

const schema: ConfigSchema<CharGptRecipe> = z.strictObject({
  kind: z.literal('char-gpt'),
  textFile: z.string().min(1),
  data: z.strictObject({ trainingFraction: z.number().gt(0).lt(1), validationOverlapFraction: fraction }),
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
  optimizer: adamwSchema,
  training: z.strictObject({
    steps: count,
    batch: count,
    accumulation: count,
    peakLearningRate: positive,
    floorLearningRate: z.number().min(0),
    warmupSteps: z.int().min(0),
    clipNorm: positive,
    precision,
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
