import { InvalidInputError, showValue } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import type { AddedToken } from './added-token.ts';
import { BYTE_CHARACTERS, byteAlphabet } from './byte-characters.ts';
import { byteLevelBpe } from './byte-level-bpe.ts';
import { gpt2PieceEnd } from './scanners/gpt2-scanner.ts';
import { MergeLearner } from './merge-learner.ts';
import { MAX_MERGES } from './merge-piece.ts';
import { PieceCounts } from './piece-counts.ts';
import { TimeSlice } from './time-slice.ts';

/** How far training is. */
export type TrainingProgress =
  | {
    readonly phase: 'counting';
    /** Texts read so far, */
    readonly texts: number;
    /** their bytes, */
    readonly bytes: number;
    /** and the distinct pieces in them, which is what takes memory. */
    readonly distinctPieces: number;
  }
  | {
    readonly phase: 'merging';
    /** Tokens there are, special ones included, */
    readonly tokens: number;
    /** of so many asked for. */
    readonly vocabSize: number;
  };

/** Options of `trainByteLevelBpe`; where they have a name in Hugging Face's `BpeTrainer`, they mean the same. */
export interface ByteLevelBpeTraining {
  /** Tokens to end with, special ones included; at least 256 and the special ones. A small text gives fewer. */
  readonly vocabSize: number;
  /** A pair must occur so often to become a token. Default 0. */
  readonly minFrequency?: number;
  /** Get the first ids, in this order; found in texts to encode, but not in those to train on. Default none. */
  readonly specialTokens?: readonly string[];
  /** A text that does not begin with a space gets one, in training and encoding. Default false. */
  readonly addPrefixSpace?: boolean;
  /** Ends training with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called about ten times a second, and at the end of each phase. */
  readonly onProgress?: (progress: TrainingProgress) => void;
}

/**
 * Trains a byte-level BPE tokenizer over GPT-2's pattern. Merges and ids are those of Hugging Face's `BpeTrainer` with
 * the ByteLevel alphabet and pre-tokenizer, and the same for the same texts, in whatever order they come.
 *
 * The texts are read once, and of them only how often each piece occurs is kept, so they may be larger than memory.
 * Other tasks of the event loop get their turn ten times a second.
 *
 * @param texts documents or lines; no piece crosses from one to the next
 * @throws InvalidInputError when an option makes no sense, or what comes is not text
 */
export async function trainByteLevelBpe(
  texts: Iterable<string> | AsyncIterable<string>, options: ByteLevelBpeTraining,
): Promise<Tokenizer> {
  const { vocabSize, minFrequency = 0, specialTokens = [], addPrefixSpace = false } = options;
  const vocabulary = initialVocabulary(specialTokens);
  checkOptions(options, vocabulary.size);
  const counts = await countPieces(texts, new PieceCounts(gpt2PieceEnd, addPrefixSpace), options);
  const byteIds = Int32Array.from(BYTE_CHARACTERS, (character) => vocabulary.get(character)!);
  const learner = new MergeLearner(counts.toWords(byteIds), { vocabulary, vocabSize, minFrequency });
  await learnMerges(learner, vocabulary, options);
  const addedTokens = [...new Set(specialTokens)].map((content): AddedToken => (
    { id: vocabulary.get(content)!, content, special: true, normalized: false }
  ));
  return byteLevelBpe({ vocabulary, merges: learner.merges, addedTokens, addPrefixSpace });
}

function initialVocabulary(specialTokens: readonly string[]): Map<string, number> {
  const tokens = new Set([...specialTokens, ...byteAlphabet()]);
  return new Map([...tokens].map((token, id) => [token, id]));
}

function checkOptions({ vocabSize, minFrequency = 0, specialTokens = [] }: ByteLevelBpeTraining, least: number): void {
  const refuse = (rule: string, got: unknown) => {
    throw new InvalidInputError(`trainByteLevelBpe: ${rule}; got ${showValue(got)}`);
  };
  for (const token of specialTokens) {
    if (token === '' || /\p{Surrogate}/u.test(token)) {
      refuse('special tokens must have a character and no lone surrogate', token);
    }
  }
  if (!Number.isInteger(vocabSize) || vocabSize < least || vocabSize > MAX_MERGES) {
    const rule = `vocabSize must be an integer from ${least} (256 bytes + ${least - 256} special)`;
    refuse(`${rule} to ${MAX_MERGES}`, vocabSize);
  }
  if (!(minFrequency >= 0)) refuse('minFrequency must be 0 or more', minFrequency);
}

async function countPieces(
  texts: Iterable<string> | AsyncIterable<string>, counts: PieceCounts, options: ByteLevelBpeTraining,
): Promise<PieceCounts> {
  if (typeof texts === 'string') {
    throw new InvalidInputError('trainByteLevelBpe: texts must be an iterable of texts; got one text, pass it in [ ]');
  }
  let read = 0;
  const report = () => options.onProgress?.(
    { phase: 'counting', texts: read, bytes: counts.byteLength, distinctPieces: counts.pieces.size },
  );
  const slice = new TimeSlice(options.signal, report);
  const add = (text: unknown) => {
    if (typeof text !== 'string') {
      throw new InvalidInputError(`trainByteLevelBpe: every text must be a string; got ${showValue(text)} at ${read}`);
    }
    counts.add(text);
    read++;
    return slice.isOver();
  };
  options.signal?.throwIfAborted();
  if (Symbol.asyncIterator in texts) {
    for await (const text of texts) if (add(text)) await slice.next();
  } else {
    for (const text of texts) if (add(text)) await slice.next();
  }
  options.signal?.throwIfAborted();
  report();
  return counts;
}

async function learnMerges(
  learner: MergeLearner, vocabulary: ReadonlyMap<string, number>, options: ByteLevelBpeTraining,
): Promise<void> {
  const report = () => options.onProgress?.(
    { phase: 'merging', tokens: vocabulary.size, vocabSize: options.vocabSize },
  );
  const slice = new TimeSlice(options.signal, report);
  while (learner.step()) if (slice.isOver()) await slice.next();
  options.signal?.throwIfAborted();
  report();
}
