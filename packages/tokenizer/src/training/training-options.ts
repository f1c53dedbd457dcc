import { InvalidInputError, showValue } from '@oneday/core';
import type { TokenizerComponentJson } from '@oneday/core';
import { MAX_MERGES } from '../merger.ts';

/** How far training is. */
export type TrainingProgress =
  | {
    readonly phase: 'counting';
    /** Texts read so far, */
    readonly texts: number;
    /** their bytes, */
    readonly bytes: number;
    /** and the distinct pieces in them, or words that are still to be cut, which is what takes memory. */
    readonly distinctPieces: number;
  }
  | {
    /** BPE and WordPiece, whose vocabulary grows. */
    readonly phase: 'merging';
    /** Tokens there are, special ones included, */
    readonly tokens: number;
    /** of so many asked for. */
    readonly vocabSize: number;
  }
  | {
    /** Unigram, whose vocabulary shrinks. */
    readonly phase: 'estimating';
    /** Tokens that are left, */
    readonly tokens: number;
    /** of which so many are to be. */
    readonly vocabSize: number;
  };

/** How training is watched and ended. */
export interface TrainingControl {
  /** Ends training with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called about ten times a second, and at the end of each phase. */
  readonly onProgress?: (progress: TrainingProgress) => void;
}

/** What all trainers can be told; names in lower case with underscores are those of `tokenizer.json`. */
export interface TrainingOptions extends TrainingControl {
  /** Tokens to end with, special ones included. A small text gives fewer. */
  readonly vocabSize: number;
  /** Get the first ids, in this order; found in texts to encode, but not in those to train on. */
  readonly specialTokens?: readonly string[];
  /** The entry of the normalizer in `tokenizer.json`; null for none. */
  readonly normalizer?: TokenizerComponentJson | null;
  /** The entry of the pre-tokenizer; null for none, where each text is one piece. */
  readonly preTokenizer?: TokenizerComponentJson | null;
  /** The entry of the post-processor; null for none. */
  readonly postProcessor?: TokenizerComponentJson | null;
  /** The entry of the decoder; null for none. */
  readonly decoder?: TokenizerComponentJson | null;
}

/** Training texts: documents or lines. No piece crosses from one to the next. */
export type TrainingTexts = Iterable<string> | AsyncIterable<string>;

/** Refuses options of a trainer. @param trainer its name, which opens the message */
export function refuseOption(trainer: string, rule: string, got: unknown): never {
  throw new InvalidInputError(`${trainer}: ${rule}; got ${showValue(got)}`);
}

/** @throws InvalidInputError when a special token cannot be one */
export function checkSpecialTokens(trainer: string, specialTokens: readonly string[]): void {
  for (const token of specialTokens) {
    if (token === '' || /\p{Surrogate}/u.test(token)) {
      refuseOption(trainer, 'special tokens must have a character and no lone surrogate', token);
    }
  }
}

/** @throws InvalidInputError when a special token cannot be one, or the size makes no sense */
export function checkTrainingOptions(
  trainer: string, vocabSize: number, least: number, specialTokens: readonly string[],
): void {
  checkSpecialTokens(trainer, specialTokens);
  if (!Number.isInteger(vocabSize) || vocabSize < least || vocabSize > MAX_MERGES) {
    refuseOption(trainer, `vocabSize must be an integer from ${least} to ${MAX_MERGES}`, vocabSize);
  }
}

/** @throws InvalidInputError when a count is no integer of at least `least` */
export function checkCount(trainer: string, name: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least)) return;
  refuseOption(trainer, `${name} must be an integer of at least ${least}`, value);
}
