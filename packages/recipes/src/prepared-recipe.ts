import type { Stream, TokenBatch, Tokenizer } from '@oneday/core';
import type { Backend } from '@oneday/ops';
import type { Baselines } from './day/baselines.ts';
import type { PrepareControl } from './prepare-control.ts';
import type { Recipe } from './recipe.ts';
import type { TrainingParts } from './training-parts.ts';

/** What preparing needs besides the recipe and its text. */
export interface PrepareOptions extends PrepareControl {
  /** Where sizes are measured. */
  readonly backend: Backend;
  /** The run's: it names what is held out, too. An integer in [0, 2^53). */
  readonly seed: number;
  /** The tokenizer of the run that is resumed; absent: one is made from the text. */
  readonly tokenizer?: Tokenizer | undefined;
}

/**
 * A recipe whose data is read and whose numbers are known to fit. Its `recipe` says all that was chosen on the way:
 * saved with the tokenizer and prepared again on the same text with the same seed, it gives the same run. Its data may
 * be in open files, so who has it disposes of it.
 */
export interface PreparedRecipe extends AsyncDisposable {
  readonly recipe: Recipe;
  readonly tokenizer: Tokenizer;
  readonly parts: TrainingParts;
  readonly corpus: CorpusSizes;
  /** What models without context are worth on the validation split; empty where nothing is compared. */
  readonly baselines: Baselines;
  /** Batches to train on, in an order that the seed names; without end. */
  trainingBatches(seed: number): Stream<TokenBatch>;
  /** The whole validation split, once; the last batch is padded. */
  validationBatches(): Stream<TokenBatch>;
}

/** How large the data is. */
export interface CorpusSizes {
  /** V */
  readonly vocabSize: number;
  readonly trainingTokens: number;
  readonly validationTokens: number;
  /** UTF-8 bytes of the scored part of the validation split, the denominator of bits per byte. */
  readonly scoredBytes: number;
}
