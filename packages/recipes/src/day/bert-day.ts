import { paceOf } from './pace.ts';
import type { BertDayOptions, BertDayRecipe } from './recipe.ts';
import { parseBertDay } from './schema.ts';

const DAY_SECONDS = 86_400;

/**
 * A BERT encoder for a day on one device, or for whatever the budget is, as crammed (Geiping & Goldstein 2022): norms
 * before the branches, GELU-GLU, a quarter of the tokens predicted and the head at those alone, no dropout, a
 * triangular learning rate and a growing batch, both by wall clock. Its tokens are a byte-level BPE's, not WordPiece.
 * The size follows from the measured speed unless it is given.
 *
 * @throws ConfigError for unknown keys and for numbers out of range
 */
export function bertDay({
  budgetSeconds = DAY_SECONDS, size, data, optimizer, training, ...given
}: BertDayOptions): BertDayRecipe {
  return parseBertDay({
    ...given,
    kind: 'bert-day',
    budgetSeconds,
    size: size ?? null,
    measurement: null,
    data: { maskShare: 0.25, wholeWord: false, ...data },
    optimizer: { beta1: 0.9, beta2: 0.98, epsilon: 1e-12, weightDecay: 0.01, ...optimizer },
    training: {
      startShare: 0.25, peakFraction: 0.75, batchRampFraction: 0.6, clipNorm: 0.5, precision: 'f32',
      ...paceOf(budgetSeconds), ...training,
    },
  });
}
