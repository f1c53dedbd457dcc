/** The slow way to what inference computes: the whole sequence at every step, without a cache. */
import type { Bound, DeviceBatch } from '@oneday/nn';
import { shapesOf } from '@oneday/ops';
import type { Backend } from '@oneday/ops';
import type { GenerativeModel } from '../token-generator.ts';

/** Logits after every token of a sequence, T rows of V. */
export type ReferenceLogits = (ids: readonly number[]) => Promise<number[][]>;

/** Compiles the model's logits for every length that comes. */
export function referenceLogits(backend: Backend, model: GenerativeModel, parameters: Bound): ReferenceLogits {
  const program = backend.program('reference', (o, { batch }: { batch: DeviceBatch }) => (
    { logits: model.logits(o, parameters, batch) }
  ));
  return async (ids) => {
    const sequence = { shape: [1, ids.length], data: Int32Array.from(ids) };
    const feeds = { batch: { inputIds: sequence, labels: sequence } };
    await program.prepare(shapesOf(feeds));
    const all = Array.from(await backend.read(program.run(feeds).logits));
    const { vocabSize } = model.config;
    return ids.map((_, row) => all.slice(row * vocabSize, (row + 1) * vocabSize));
  };
}

/** Index of the largest number, the first of equal ones. */
export function argMax(numbers: readonly number[]): number {
  return numbers.indexOf(Math.max(...numbers));
}

/** ln softmax(logits)[id] */
export function logProbability(logits: readonly number[], id: number): number {
  const largest = Math.max(...logits);
  return logits[id]! - largest - Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
}
