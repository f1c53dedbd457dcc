import { suggestName } from '@oneday/core';
import type { Tokenizer, TokenizerComponentJson } from '@oneday/core';
import { BYTE_CHARACTERS, byteAlphabet } from './byte-characters.ts';
import { MergeLearner } from './merge-learner.ts';
import type { TokenWords } from './merge-learner.ts';
import { Bpe } from './models/bpe.ts';
import { Vocabulary } from './models/vocabulary.ts';
import { MAX_MERGES } from './merger.ts';
import { PieceCounts } from './piece-counts.ts';
import { PATTERNS } from './known-patterns.ts';
import type { PatternName } from './known-patterns.ts';
import { learnMerges } from './training/learn-merges.ts';
import { readTexts } from './training/read-texts.ts';
import type { TextCounter } from './training/read-texts.ts';
import { trainedTokenizer } from './training/trained-tokenizer.ts';
import { checkCount, checkSpecialTokens, refuseOption } from './training/training-options.ts';
import type { TrainingControl, TrainingTexts } from './training/training-options.ts';

/** Options of `trainByteLevelBpe`; where they have a name in Hugging Face's `BpeTrainer`, they mean the same. */
export interface ByteLevelBpeTraining extends TrainingControl {
  /** Tokens to end with, special ones included; at least 256 and the special ones. A small text gives fewer. */
  readonly vocabSize: number;
  /** A pair must occur so often to become a token. Default 0. */
  readonly minFrequency?: number;
  /** Get the first ids, in this order; found in texts to encode, but not in those to train on. Default none. */
  readonly specialTokens?: readonly string[];
  /** What cuts texts into pieces. Default gpt2. */
  readonly pattern?: PatternName;
  /** No merge makes a token of so many bytes. Absent: any length. */
  readonly maxTokenLength?: number;
  /** With GPT-2's pattern: a text that does not begin with a space gets one, in training too. Default false. */
  readonly addPrefixSpace?: boolean;
}

/**
 * Trains a byte-level BPE tokenizer, as GPT-2's. Merges and ids are those of Hugging Face's `BpeTrainer` with
 * the ByteLevel alphabet and pre-tokenizer, and the same for the same texts, in whatever order they come.
 *
 * The texts are read once, and of them only how often each piece occurs is kept, so they may be larger than memory.
 * Other tasks of the event loop get their turn ten times a second.
 *
 * @param texts documents or lines; no piece crosses from one to the next
 * @throws InvalidInputError when an option makes no sense, or what comes is not text
 */
export async function trainByteLevelBpe(texts: TrainingTexts, options: ByteLevelBpeTraining): Promise<Tokenizer> {
  return learnByteLevelBpe('trainByteLevelBpe', texts, options, (pattern, addPrefixSpace) => (
    new PieceCounts(pattern, addPrefixSpace)
  ));
}

/** Counts the pieces of texts, in one thread or more. */
export interface PieceCounter extends TextCounter {
  toWords(byteIds: Int32Array): TokenWords | Promise<TokenWords>;
}

/** Trains with a counter of one's own. @param trainer its name, which opens messages */
export async function learnByteLevelBpe(
  trainer: string, texts: TrainingTexts, options: ByteLevelBpeTraining,
  counterOf: (pattern: PatternName, addPrefixSpace: boolean) => PieceCounter,
): Promise<Tokenizer> {
  const { vocabSize, minFrequency = 0, specialTokens = [], addPrefixSpace = false, maxTokenLength } = options;
  const { pattern = 'gpt2' } = options;
  const vocabulary = initialVocabulary(specialTokens);
  checkOptions(trainer, options, vocabulary.size);
  const counter = counterOf(pattern, addPrefixSpace);
  await readTexts(trainer, texts, counter, options);
  const byteIds = Int32Array.from(BYTE_CHARACTERS, (character) => vocabulary.get(character)!);
  const learner = new MergeLearner(await counter.toWords(byteIds), {
    vocabulary, vocabSize, minFrequency, ...(maxTokenLength !== undefined && { maxTokenLength }),
  });
  await learnMerges(learner, vocabulary, options);
  const model = new Bpe({ vocabulary: new Vocabulary(vocabulary), merges: learner.merges });
  const special = [...new Set(specialTokens)].map((token) => [token, vocabulary.get(token)!] as const);
  return trainedTokenizer(model, special, {
    normalizer: null, preTokenizer: preTokenizer(pattern, addPrefixSpace), postProcessor: null,
    decoder: byteLevel(true, true),
  });
}

function initialVocabulary(specialTokens: readonly string[]): Map<string, number> {
  const tokens = new Set([...specialTokens, ...byteAlphabet()]);
  return new Map([...tokens].map((token, id) => [token, id]));
}

function preTokenizer(pattern: PatternName, addPrefixSpace: boolean): TokenizerComponentJson {
  if (pattern === 'gpt2') return byteLevel(addPrefixSpace, true);
  const split = { type: 'Split', pattern: { Regex: PATTERNS[pattern] }, behavior: 'Isolated', invert: false };
  return { type: 'Sequence', pretokenizers: [split, byteLevel(false, false)] };
}

/** The pre-tokenizer and the decoder have the same fields, of which the decoder uses none. */
function byteLevel(addPrefixSpace: boolean, useRegex: boolean): TokenizerComponentJson {
  return { type: 'ByteLevel', add_prefix_space: addPrefixSpace, trim_offsets: true, use_regex: useRegex };
}

function checkOptions(trainer: string, options: ByteLevelBpeTraining, least: number): void {
  const { vocabSize, minFrequency = 0, specialTokens = [], pattern = 'gpt2', maxTokenLength } = options;
  const refuse = (rule: string, got: unknown) => refuseOption(trainer, rule, got);
  checkSpecialTokens(trainer, specialTokens);
  if (!Number.isInteger(vocabSize) || vocabSize < least || vocabSize > MAX_MERGES) {
    const rule = `vocabSize must be an integer from ${least} (256 bytes + ${least - 256} special)`;
    refuse(`${rule} to ${MAX_MERGES}`, vocabSize);
  }
  if (!(minFrequency >= 0)) refuse('minFrequency must be 0 or more', minFrequency);
  checkCount(trainer, 'maxTokenLength', maxTokenLength, 2);
  if (!Object.hasOwn(PATTERNS, pattern)) {
    refuse(`pattern must be a known one (${suggestName(pattern, Object.keys(PATTERNS))})`, pattern);
  }
  if (pattern !== 'gpt2' && options.addPrefixSpace === true) {
    refuse('addPrefixSpace goes with the pattern gpt2 only', pattern);
  }
}
