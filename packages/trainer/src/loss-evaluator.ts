/** The loss over a whole stream of batches, by a program without gradients. */
import { InvalidInputError } from '@oneday/core';
import type { Stream, TokenBatch } from '@oneday/core';
import { batchFeeds, batchShapes } from '@oneday/nn';
import type { Bound, DeviceBatch, ModelDefinition } from '@oneday/nn';
import { withPrecision } from '@oneday/ops';
import type { Backend, DeviceArray, PrecisionPolicy, Value } from '@oneday/ops';
import { nextTurn } from './event-loop.ts';

/** What is evaluated. */
export interface LossEvaluatorOptions {
  readonly backend: Backend;
  readonly model: ModelDefinition;
  readonly parameters: Bound;
  /** Default `f32`. */
  readonly precision?: PrecisionPolicy | undefined;
}

/** Sums over every scored position of a stream. */
export interface LossTotals {
  /** Sum of −ln p(label), in nats. */
  readonly lossSum: number;
  /** Scored positions. */
  readonly count: number;
  /** Those whose label got the largest logit. */
  readonly correct: number;
}

/**
 * Compiles the model's loss once, without dropout, and gives a function that sums it over a stream to its end.
 * Batches of one shape share a compiled program for as long as the backend is open, so one evaluator serves all the
 * evaluations of a run.
 */
export function lossEvaluator(options: LossEvaluatorOptions): (source: Stream<TokenBatch>) => Promise<LossTotals> {
  const { backend, model, parameters, precision = 'f32' } = options;
  const program = backend.program('evaluate', (o, { batch }: { batch: DeviceBatch }): { sums: Value } => {
    const { lossSum, count, correct } = model.loss(withPrecision(o, precision), parameters, batch);
    return { sums: o.concat([lossSum, count, correct].map((sum) => o.reshape(sum, [1])), 0) };
  });

  async function enqueue(batch: TokenBatch): Promise<DeviceArray> {
    await program.prepare({ batch: batchShapes(batch) });
    return program.run({ batch: batchFeeds(batch) }).sums;
  }

  return async (source) => {
    const totals = [0, 0, 0];
    const collect = async (sums: DeviceArray) => {
      const numbers = await backend.read(sums);
      sums.dispose();
      totals.forEach((total, i) => (totals[i] = total + Number(numbers[i])));
    };
    let pending: DeviceArray | undefined;
    for (let batch = await source.next(); batch !== undefined; batch = await source.next()) {
      const sums = await enqueue(batch);
      if (pending !== undefined) await collect(pending);
      pending = sums;
      // A backend may compute as it is asked to, without a pause in which a signal could come through.
      await nextTurn();
    }
    if (pending === undefined) throw new InvalidInputError('evaluate: the source has no batches');
    await collect(pending);
    return { lossSum: totals[0]!, count: totals[1]!, correct: totals[2]! };
  };
}

/** {@link lossEvaluator}, used once. */
export function evaluateLoss(
  options: LossEvaluatorOptions & { readonly source: Stream<TokenBatch> },
): Promise<LossTotals> {
  return lossEvaluator(options)(options.source);
}
