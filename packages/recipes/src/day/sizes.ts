import type { DaySize } from './recipe.ts';

/** The sizes that a recipe chooses from. */
export interface SizeTable {
  /** In ascending order of their cost. */
  readonly sizes: readonly DaySize[];
  /** A size fits a budget that trains it on this many tokens for each of its weights that multiply. */
  readonly tokensPerWeight: number;
  /** … in at least so many steps. */
  readonly leastSteps: number;
  /** Weights that a token is multiplied with, the head's included, attention's products counted as weights. */
  weights(size: DaySize): number;
}

/** Columns of the tables below, in order. */
type Row = readonly [
  vocabSize: number, layers: number, heads: number, width: number, context: number, batch: number,
  accumulation: number, peakLearningRate: number,
];

/**
 * Decoders. Width grows with depth at a ratio of 32 to 64; batches grow with the size, since small runs need steps more
 * than they need smooth gradients, and rates fall as widths grow. nanochat's optimum is 10.5 tokens for each weight
 * that multiplies, the head's included (its notes of 2026-01-27); near it the size hardly matters.
 */
export const causalSizes: SizeTable = {
  sizes: rows([
    [1024, 2, 2, 64, 64, 8, 1, 1e-2],
    [1024, 2, 3, 96, 128, 8, 1, 8e-3],
    [2048, 3, 4, 128, 128, 8, 1, 6e-3],
    [2048, 4, 6, 192, 128, 16, 1, 4e-3],
    [4096, 6, 4, 256, 256, 16, 1, 3e-3],
    [8192, 8, 6, 384, 256, 32, 1, 2e-3],
    [16384, 8, 4, 512, 512, 32, 2, 1.5e-3],
    [32768, 12, 6, 768, 1024, 16, 8, 1e-3],
    [32768, 16, 8, 1024, 1024, 16, 16, 7e-4],
    [32768, 20, 10, 1280, 2048, 8, 32, 5e-4],
  ]),
  tokensPerWeight: 10,
  leastSteps: 200,
  weights: ({ vocabSize, layers, width, context }) =>
    layers * (12 * width * width + context * width) + vocabSize * width,
};

/** Encoders: the head multiplies only the quarter of the tokens that is predicted; the last row is crammed-BERT. */
export const maskedSizes: SizeTable = {
  sizes: rows([
    [512, 2, 2, 64, 64, 8, 1, 5e-3],
    [1024, 2, 4, 128, 64, 16, 1, 3e-3],
    [2048, 4, 4, 128, 128, 16, 1, 3e-3],
    [4096, 4, 4, 256, 128, 32, 1, 2e-3],
    [8192, 6, 6, 384, 128, 64, 2, 1.5e-3],
    [16384, 8, 8, 512, 128, 128, 8, 1e-3],
    [32768, 16, 12, 768, 128, 128, 64, 1e-3],
  ]),
  tokensPerWeight: 10,
  leastSteps: 300,
  weights: ({ vocabSize, layers, width, context }) =>
    layers * (10 * width * width + 2 * context * width) + 0.25 * vocabSize * width,
};

function rows(table: readonly Row[]): DaySize[] {
  return table.map(([vocabSize, layers, heads, width, context, batch, accumulation, peakLearningRate]) => (
    { vocabSize, layers, heads, width, context, batch, accumulation, peakLearningRate }
  ));
}
