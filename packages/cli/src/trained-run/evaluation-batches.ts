import type { Stream, TokenBatch } from '@oneday/core';
import { masked, pipeline, sequentialBatches, sequentialRows, tokenize, tokensInMemory } from '@oneday/data';
import type { TokenArray } from '@oneday/data';
import { textFiles } from '@oneday/data/node';
import type { TrainedRun } from './load-run.ts';
import { separatorOf } from './separator.ts';

/** Windows of a batch; their number changes only the speed. */
const BATCH = 16;
/** Names what is masked, so that models are asked the same. */
const MASK_SEED = 1;

/**
 * The texts as tokens, each text followed by the separator and the first preceded by it where the run's tokenizer has
 * one, as in training.
 */
export async function readTokens(patterns: readonly string[], { tokenizer }: TrainedRun): Promise<Int32Array> {
  const separator = separatorOf(tokenizer);
  const stage = tokenize(tokenizer, separator === undefined ? {} : { end: separator });
  await using source = pipeline(textFiles(patterns), stage);
  const parts: TokenArray[] = separator === undefined ? [] : [Int32Array.of(separator)];
  for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) parts.push(...chunk);
  const tokens = new Int32Array(parts.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const part of parts) {
    tokens.set(part, at);
    at += part.length;
  }
  return tokens;
}

/**
 * Batches that score tokens once, in windows of the model's context that overlap as in the run's own validation: a
 * causal model on every token but the first, a masked one on the tokens that its recipe's share masks, the same for
 * every model with this tokenizer.
 *
 * @throws InvalidInputError when the text is too short for that
 */
export function evaluationBatches(tokens: Int32Array, { trained, recipe, tokenizer }: TrainedRun): Stream<TokenBatch> {
  const { context: time } = trained.model.config;
  if (recipe.kind !== 'bert-day') {
    const { validationOverlapFraction: overlapFraction } = recipe.data;
    return sequentialBatches({ tokens, batch: BATCH, time, overlapFraction });
  }
  const { maskShare: share, wholeWord } = recipe.data;
  const rows = sequentialRows(tokensInMemory(tokens), { time });
  return pipeline(rows, masked({ batch: BATCH, seed: MASK_SEED, tokenizer, share, wholeWord }));
}
