/** A model small enough to compute by hand: the next token from the last one alone. */
import type { Stream, TokenBatch } from '@oneday/core';
import { NOT_SCORED, randomBits, seedKey } from '@oneday/core';
import { bind } from '@oneday/nn';
import type { ModelDefinition, ParameterSpec } from '@oneday/nn';
import { crossEntropy, dropout, embedding } from '@oneday/ops';

/** Sizes of {@link bigram}. */
export interface BigramConfig {
  readonly vocabSize: number;
  readonly width: number;
  readonly dropout: number;
}

/** Embedding, dropout, head. */
export function bigram(options: Partial<BigramConfig> = {}): ModelDefinition<BigramConfig> {
  const config = { vocabSize: 7, width: 4, dropout: 0, ...options };
  const shape = [config.vocabSize, config.width];
  const parameters: readonly ParameterSpec[] = [
    { name: 'tokens.weight', shape, initial: { kind: 'normal', std: 1 }, decay: true },
    { name: 'head.weight', shape, initial: { kind: 'normal', std: 1 }, decay: false },
  ];
  return {
    config,
    parameters,
    bind: (backend, seed) => bind(backend, parameters, seed),
    loss(o, p, batch, keys) {
      const embedded = embedding(o, p.get('tokens.weight'), batch.inputIds);
      const hidden = keys === undefined ? embedded : dropout(o, embedded, keys.at('embedding'), config.dropout);
      return crossEntropy(o, hidden, p.get('head.weight'), batch.labels);
    },
  };
}

/** Random tokens and labels below `vocabSize`; labels after the first `scored` are not scored. */
export function randomBatch(seed: number, shape: readonly [number, number] = [2, 8], scored = Infinity): TokenBatch {
  const size = shape[0] * shape[1];
  const bits = Array.from(randomBits(seedKey(seed), 2 * size), (word) => word % 7);
  const labels = bits.slice(size).map((label, i) => (i < scored ? label : NOT_SCORED));
  return { shape, inputIds: Int32Array.from(bits.slice(0, size)), labels: Int32Array.from(labels) };
}

/** The given batches, once; its state is the number handed out. */
export function streamOf(batches: readonly TokenBatch[]): Stream<TokenBatch> {
  let position = 0;
  return {
    next: async () => batches[position++],
    state: () => Math.min(position, batches.length),
    restore: async (state) => void (position = state as number),
    [Symbol.asyncDispose]: async () => {},
  };
}
