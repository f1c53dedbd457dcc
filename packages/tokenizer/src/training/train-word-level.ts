import type { Tokenizer } from '@oneday/core';
import { parseModel } from '../models/parse-model.ts';
import { readTexts } from './read-texts.ts';
import { surroundingsOf, trainedTokenizer, wordCounter } from './trained-tokenizer.ts';
import { checkCount, checkTrainingOptions } from './training-options.ts';
import type { TrainingOptions, TrainingTexts } from './training-options.ts';

/** Options of `trainWordLevel`; they mean what they mean in Hugging Face's `WordLevelTrainer`. */
export interface WordLevelTraining extends TrainingOptions {
  /** A word must occur so often to become a token. Default 0. */
  readonly minFrequency?: number;
  /** Stands for other words; it is made a special token. Default `<unk>`. */
  readonly unknownToken?: string;
}

/**
 * Trains a tokenizer whose tokens are whole pieces: the most frequent ones, of equal ones those whose code points come
 * first. Without other parts, pieces are words and signs with white space left out.
 *
 * @throws InvalidInputError when an option makes no sense, or what comes is not text
 */
export async function trainWordLevel(texts: TrainingTexts, options: WordLevelTraining): Promise<Tokenizer> {
  const { vocabSize, minFrequency = 0, unknownToken = '<unk>' } = options;
  const specialTokens = new Set([unknownToken, ...(options.specialTokens ?? [])]);
  checkTrainingOptions('trainWordLevel', vocabSize, specialTokens.size + 1, [...specialTokens]);
  checkCount('trainWordLevel', 'minFrequency', minFrequency, 0);
  const usual = { normalizer: null, preTokenizer: { type: 'Whitespace' }, postProcessor: null, decoder: null };
  const parts = surroundingsOf(options, usual);
  const counter = wordCounter(parts);
  await readTexts('trainWordLevel', texts, counter, options);
  const words = [...counter.counts]
    .filter(([word, count]) => count >= minFrequency && !specialTokens.has(word))
    .sort(([a, m], [b, n]) => n - m || compareCodePoints(a, b))
    .slice(0, vocabSize - specialTokens.size)
    .map(([word]) => word);
  const vocab = Object.fromEntries([...specialTokens, ...words].map((token, id) => [token, id]));
  const special = [...specialTokens].map((token, id) => [token, id] as const);
  return trainedTokenizer(parseModel({ type: 'WordLevel', vocab, unk_token: unknownToken }), special, parts);
}

/** Unlike JavaScript's order of strings, in which characters outside the Basic Multilingual Plane come too early. */
function compareCodePoints(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a.charCodeAt(i) !== b.charCodeAt(i)) return a.codePointAt(i)! - b.codePointAt(i)!;
  }
  return a.length - b.length;
}
