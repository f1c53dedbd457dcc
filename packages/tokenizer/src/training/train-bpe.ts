import type { Tokenizer } from '@oneday/core';
import { MergeLearner } from '../merge-learner.ts';
import { parseModel } from '../models/parse-model.ts';
import { characterWords } from './character-words.ts';
import { countedWords } from './counted-words.ts';
import type { CountedWords } from './counted-words.ts';
import { learnMerges } from './learn-merges.ts';
import { readTexts } from './read-texts.ts';
import { SENTENCE_PIECE_PARTS } from './sentence-piece-parts.ts';
import { surroundingsOf, trainedTokenizer, wordCounter } from './trained-tokenizer.ts';
import { checkCount, checkTrainingOptions } from './training-options.ts';
import type { TrainingOptions, TrainingTexts } from './training-options.ts';

/** Options of `trainBpe`; they mean what they mean in Hugging Face's `BpeTrainer`. */
export interface BpeTraining extends TrainingOptions {
  /** A pair must occur so often to become a token. Default 0. */
  readonly minFrequency?: number;
  /** So many characters become tokens, the most frequent ones. Absent: all. */
  readonly limitAlphabet?: number;
  /** Characters that become tokens though no text has them. Default none. */
  readonly initialAlphabet?: Iterable<string>;
  /** No merge makes a token of so many characters. Absent: any length. */
  readonly maxTokenLength?: number;
  /** Begins tokens that do not begin their piece. Absent: none. */
  readonly continuingSubwordPrefix?: string;
  /** Ends tokens that end their piece. Absent: none. */
  readonly endOfWordSuffix?: string;
  /** Stands for characters that are no tokens; it is made a special token. Default `<unk>`; null: they are left out. */
  readonly unknownToken?: string | null;
}

/**
 * Trains a BPE tokenizer over characters (Sennrich et al. 2016). Where Hugging Face's trainer gives the same vocabulary
 * every time, this is it; where its own is random (with a prefix or suffix, or a limited alphabet), words are taken in
 * the order of their characters.
 *
 * Without other parts, texts are normalized and cut as SentencePiece does. They are read once, and of them only how
 * often each piece occurs is kept.
 *
 * @throws InvalidInputError when an option makes no sense, or what comes is not text
 */
export async function trainBpe(texts: TrainingTexts, options: BpeTraining): Promise<Tokenizer> {
  const { unknownToken = '<unk>', continuingSubwordPrefix, endOfWordSuffix } = options;
  const specialTokens = new Set([...(unknownToken === null ? [] : [unknownToken]), ...(options.specialTokens ?? [])]);
  const parts = surroundingsOf(options, SENTENCE_PIECE_PARTS);
  checkBpeTraining('trainBpe', options, specialTokens);
  const counter = wordCounter(parts);
  await readTexts('trainBpe', texts, counter, options);
  const { vocabulary, merges } = await learnBpe(countedWords(counter.counts), options, specialTokens);
  const tokens = [...vocabulary.keys()];
  const model = parseModel({
    type: 'BPE', dropout: null, unk_token: unknownToken, continuing_subword_prefix: continuingSubwordPrefix ?? null,
    end_of_word_suffix: endOfWordSuffix ?? null, fuse_unk: false, byte_fallback: false, ignore_merges: false,
    vocab: Object.fromEntries(vocabulary),
    merges: merges.map(([left, right]) => [tokens[left]!, tokens[right]!]),
  });
  return trainedTokenizer(model, [...specialTokens].map((token, id) => [token, id] as const), parts);
}

/** @throws InvalidInputError when an option makes no sense */
export function checkBpeTraining(trainer: string, options: BpeTraining, specialTokens: ReadonlySet<string>): void {
  checkTrainingOptions(trainer, options.vocabSize, specialTokens.size + 1, [...specialTokens]);
  checkCount(trainer, 'minFrequency', options.minFrequency, 0);
  checkCount(trainer, 'limitAlphabet', options.limitAlphabet, 1);
  checkCount(trainer, 'maxTokenLength', options.maxTokenLength, 2);
}

/** Learns merges from counted words. @returns what has learned: tokens by id, special ones first, and the merges */
export async function learnBpe(
  words: CountedWords, options: BpeTraining, specialTokens: ReadonlySet<string>,
): Promise<Pick<MergeLearner, 'vocabulary' | 'merges'>> {
  const { vocabSize, minFrequency = 0, maxTokenLength, continuingSubwordPrefix } = options;
  const vocabulary = new Map([...specialTokens].map((token, id) => [token, id]));
  const symbols = characterWords(words, vocabulary, { ...options, initialAlphabet: options.initialAlphabet ?? [] });
  const learner = new MergeLearner(symbols, {
    vocabulary, vocabSize, minFrequency,
    ...(maxTokenLength !== undefined && { maxTokenLength }),
    ...(continuingSubwordPrefix !== undefined && { continuingSubwordPrefix }),
  });
  await learnMerges(learner, vocabulary, options);
  return learner;
}
