import { parseWith } from '@oneday/core';
import type { ConfigSchema } from '@oneday/core';
import { z } from 'zod';
import { adamwSchema, count, fraction, positive, positiveFraction, precision } from '../schema-parts.ts';
import type { BertDayRecipe, CausalDayRecipe } from './recipe.ts';

const size = z.strictObject({
  vocabSize: count,
  layers: count,
  heads: count,
  width: count,
  context: z.int().min(2),
  batch: count,
  accumulation: count,
  peakLearningRate: positive,
});

const budget = {
  text: z.array(z.string().min(1)),
  budgetSeconds: positive,
  size: size.nullable(),
  measurement: z.strictObject({ seconds: z.number().min(0), secondsPerStep: positive }).nullable(),
  optimizer: adamwSchema,
};

const training = {
  clipNorm: positive,
  precision,
  evaluateEveryFraction: positiveFraction,
  saveEveryFraction: positiveFraction,
};

const shards = z.string().min(1).optional();

const causal: ConfigSchema<CausalDayRecipe> = z.strictObject({
  kind: z.enum(['gpt-day', 'quickstart']),
  ...budget,
  data: z.strictObject({ shards, validationOverlapFraction: fraction }),
  training: z.strictObject({
    warmupSteps: z.int().min(0),
    decayFraction: z.number().min(0).max(1),
    floorShare: z.number().min(0).max(1),
    ...training,
  }),
});

const masked: ConfigSchema<BertDayRecipe> = z.strictObject({
  kind: z.literal('bert-day'),
  ...budget,
  data: z.strictObject({ shards, maskShare: z.number().gt(0).lt(1), wholeWord: z.boolean() }),
  training: z.strictObject({
    startShare: z.number().min(0).max(1),
    peakFraction: positiveFraction,
    batchRampFraction: positiveFraction,
    ...training,
  }),
});

/**
 * Checks plain data as a `gpt-day` or `quickstart` recipe.
 * @throws ConfigError for an unknown key, with the nearest known one, and for a missing or wrong value, by its path
 */
export function parseCausalDay(value: unknown, kind: CausalDayRecipe['kind']): CausalDayRecipe {
  return parseWith(causal, value, `recipe ${kind}`);
}

/**
 * Checks plain data as a `bert-day` recipe.
 * @throws ConfigError for an unknown key, with the nearest known one, and for a missing or wrong value, by its path
 */
export function parseBertDay(value: unknown): BertDayRecipe {
  return parseWith(masked, value, 'recipe bert-day');
}
