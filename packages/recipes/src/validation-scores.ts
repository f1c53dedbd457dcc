import type { Json, Metric } from '@oneday/core';
import { bitsPerByte, crossEntropy, tokenAccuracy } from '@oneday/evaluator';
import type { Bound } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { lossEvaluator } from '@oneday/trainer';
import type { PreparedRecipe } from './prepare-recipe.ts';

/** What a model is worth on the whole validation split. */
export type ValidationScores = {
  /** Mean loss, in nats per token. */
  readonly valLoss: number;
  /** The same as bits per UTF-8 byte of text. */
  readonly bitsPerByte: number;
  /** Share of the tokens that the model found most likely. */
  readonly valAccuracy: number;
};

/** Scores parameters on the whole validation split of a recipe; the program for it is compiled once. */
export function validationScorer(
  prepared: PreparedRecipe, backend: Backend,
): (parameters: Bound) => Promise<ValidationScores> {
  const { parts: { model, precision }, corpus } = prepared;
  let score: ReturnType<typeof lossEvaluator> | undefined;
  return async (parameters) => {
    score ??= lossEvaluator({ backend, model, parameters, precision });
    const totals = await score(prepared.validationBatches());
    return {
      valLoss: resultOf(crossEntropy, totals),
      bitsPerByte: resultOf(bitsPerByte, { ...totals, byteCount: corpus.scoredBytes }),
      valAccuracy: resultOf(tokenAccuracy, totals),
    };
  };
}

function resultOf<In, State extends Json>(metric: Metric<In, State, number>, input: In): number {
  return metric.result(metric.update(metric.initial(), input));
}
