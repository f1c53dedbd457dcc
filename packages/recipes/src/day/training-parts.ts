import { ConfigError } from '@oneday/core';
import { bert, modernGpt } from '@oneday/models';
import type { BertConfig, ModernGptConfig } from '@oneday/models';
import { adamw } from '@oneday/nn';
import type { CausalDecoder, Encoder, MaskedFiller, ModelDefinition } from '@oneday/nn';
import type { TrainingParts } from '../training-parts.ts';
import type { BertDayRecipe, CausalDayRecipe, DaySize, SizedRecipe } from './recipe.ts';

/**
 * The decoder of a size.
 *
 * @param vocabSize V of the tokenizer
 * @throws ConfigError for sizes that do not fit each other, e.g. heads that do not divide the width
 */
export function causalDayModel(
  { layers, heads, width, context }: DaySize, vocabSize: number,
): ModelDefinition<ModernGptConfig> & CausalDecoder {
  return modernGpt({ layers, heads, width, context, vocabSize });
}

/**
 * The encoder of a size; everything but the sizes is crammed-BERT's.
 *
 * @param vocabSize V of the tokenizer
 * @throws ConfigError for sizes that do not fit each other, e.g. heads that do not divide the width
 */
export function bertDayModel(
  { layers, heads, width, context }: DaySize, vocabSize: number,
): ModelDefinition<BertConfig> & Encoder & MaskedFiller {
  return bert({ layers, heads, width, context, vocabSize });
}

/**
 * The model, the optimizer and the schedule of a recipe whose size is known. What measuring took is off the budget.
 *
 * @param vocabSize V of the tokenizer
 * @throws ConfigError for sizes that do not fit each other, and when measuring used up the budget
 */
export function dayTrainingParts(recipe: SizedRecipe, vocabSize: number): TrainingParts {
  const { kind, budgetSeconds, measurement, optimizer } = recipe;
  const { clipNorm, precision, evaluateEveryFraction, saveEveryFraction } = recipe.training;
  const left = budgetSeconds - (measurement?.seconds ?? 0);
  if (!(left > 0)) {
    const used = `measuring took ${measurement!.seconds.toFixed(1)} s`;
    throw new ConfigError(`recipe ${kind}: budgetSeconds must leave time to train; got ${budgetSeconds}, and ${used}`);
  }
  const common = {
    budgetSeconds: left, optimizer: adamw(optimizer), clipNorm, precision, evaluateEveryFraction, saveEveryFraction,
  };
  return recipe.kind === 'bert-day'
    ? { ...common, ...maskedParts(recipe, vocabSize) }
    : { ...common, ...causalParts(recipe, vocabSize) };
}

function causalParts({ size, training }: SizedRecipe<CausalDayRecipe>, vocabSize: number) {
  const { warmupSteps, decayFraction, floorShare } = training;
  const peak = size.peakLearningRate;
  return {
    model: causalDayModel(size, vocabSize),
    accumulation: size.accumulation,
    schedule: {
      kind: 'warmupStableDecay', peak, floor: floorShare * peak, warmupSteps, decayFraction, decay: 'linear',
    },
  } as const;
}

function maskedParts({ size, training }: SizedRecipe<BertDayRecipe>, vocabSize: number) {
  const { startShare, peakFraction, batchRampFraction } = training;
  const peak = size.peakLearningRate;
  return {
    model: bertDayModel(size, vocabSize),
    accumulation: 1,
    accumulationRamp: { last: size.accumulation, untilFraction: batchRampFraction },
    schedule: { kind: 'triangle', start: startShare * peak, peak, end: 0, peakFraction },
  } as const;
}
