import type { Stream, TokenBatch, Tokenizer } from '@oneday/core';
import { causal, masked, pipeline, sequentialBatches, sequentialRows, shuffledRows } from '@oneday/data';
import type { TokenReader } from '@oneday/data';
import type { SizedRecipe } from './recipe.ts';

/** Tokens that batches are made of, and what they were made with. */
export interface BatchSource {
  readonly tokens: TokenReader;
  readonly tokenizer: Tokenizer;
  /** Names the order of the rows and what is masked. */
  readonly seed: number;
}

/** Rows of the tokens in a shuffled order without end; masks differ from epoch to epoch. */
export function dayTrainingBatches(recipe: SizedRecipe, source: BatchSource): Stream<TokenBatch> {
  const { context: time, batch } = recipe.size;
  const rows = shuffledRows(source.tokens, { time, seed: source.seed });
  return pipeline(rows, recipe.kind === 'bert-day' ? objective(recipe, source) : causal({ batch }));
}

/**
 * Batches that cover the tokens once, in order, the last one padded. Causal ones score every token but the first;
 * masked ones leave out the tokens at the end that fill no row, and mask the same for the same seed.
 */
export function dayValidationBatches(recipe: SizedRecipe, source: BatchSource): Stream<TokenBatch> {
  const { context: time, batch } = recipe.size;
  if (recipe.kind === 'bert-day') {
    return pipeline(sequentialRows(source.tokens, { time }), objective(recipe, source));
  }
  const { validationOverlapFraction: overlapFraction } = recipe.data;
  return sequentialBatches({ tokens: source.tokens, batch, time, overlapFraction });
}

function objective(
  { size: { batch }, data: { maskShare, wholeWord } }: Extract<SizedRecipe, { readonly kind: 'bert-day' }>,
  { tokenizer, seed }: BatchSource,
) {
  return masked({ batch, seed, tokenizer, share: maskShare, wholeWord });
}
