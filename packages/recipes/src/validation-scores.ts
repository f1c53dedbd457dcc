import type { Json, Metric } from '@oneday/core';
import { bitsPerByte, crossEntropy, tokenAccuracy } from '@oneday/evaluator';
import type { Bound } from '@oneday/nn';
import type { Backend } from '@oneday/ops';
import { lossEvaluator } from '@oneday/trainer';
import type { Evaluation } from '@oneday/trainer';
import type { PreparedRecipe } from './prepared-recipe.ts';

/** What a model is worth on the whole validation split. */
export type ValidationScores = {
  /** Mean loss, in nats per scored token. */
  readonly valLoss: number;
  /** Share of the scored tokens that the model found most likely. */
  readonly valAccuracy: number;
  /** Of causal models: the loss as bits per UTF-8 byte of text. */
  readonly bitsPerByte?: number;
};

/** Scores parameters on the whole validation split of a recipe; the program for it is compiled once. */
export function validationScorer(
  prepared: PreparedRecipe, backend: Backend,
): (parameters: Bound) => Promise<Evaluation> {
  const { recipe, parts: { model, precision }, corpus: { scoredBytes: byteCount } } = prepared;
  let score: ReturnType<typeof lossEvaluator> | undefined;
  return async (parameters): Promise<Evaluation> => {
    score ??= lossEvaluator({ backend, model, parameters, precision });
    const totals = await score(prepared.validationBatches());
    const [valLoss, valAccuracy] = [resultOf(crossEntropy, totals), resultOf(tokenAccuracy, totals)];
    if (recipe.kind === 'bert-day') return { valLoss, valAccuracy } satisfies ValidationScores;
    const bits = resultOf(bitsPerByte, { ...totals, byteCount });
    return { valLoss, bitsPerByte: bits, valAccuracy } satisfies ValidationScores;
  };
}

function resultOf<In, State extends Json>(metric: Metric<In, State, number>, input: In): number {
  return metric.result(metric.update(metric.initial(), input));
}
