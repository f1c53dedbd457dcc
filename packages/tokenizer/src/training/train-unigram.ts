import type { Tokenizer } from '@oneday/core';
import { parseModel } from '../models/parse-model.ts';
import { countCharacters, countedWords } from './counted-words.ts';
import type { CountedWords } from './counted-words.ts';
import { readTexts, runInSlices } from './read-texts.ts';
import { SENTENCE_PIECE_PARTS } from './sentence-piece-parts.ts';
import { surroundingsOf, trainedTokenizer, wordCounter } from './trained-tokenizer.ts';
import { checkCount, checkTrainingOptions, refuseOption } from './training-options.ts';
import type { TrainingOptions, TrainingProgress, TrainingTexts } from './training-options.ts';
import { learnUnigram } from './unigram-learner.ts';
import type { UnigramLearning } from './unigram-learner.ts';

/** Options of `trainUnigram`; they mean what they mean in Hugging Face's `UnigramTrainer`. */
export interface UnigramTraining extends TrainingOptions {
  /** Characters that become tokens though no text has them. Default none. */
  readonly initialAlphabet?: Iterable<string>;
  /** Stands for characters that are no tokens; it is made a special token. Default `<unk>`; null: they are refused. */
  readonly unknownToken?: string | null;
  /** The share of the tokens that each round leaves, in (0, 1). Default 0.75. */
  readonly shrinkingFactor?: number;
  /** Estimations in each round. Default 2. */
  readonly subIterations?: number;
  /** Longest token, in characters. Default 16. */
  readonly maxPieceLength?: number;
  /** Candidates to begin with. Default 1,000,000. */
  readonly seedSize?: number;
}

/** Longer pieces would make seeds, and the memory for them, without bound. */
const MAX_PIECE_LENGTH = 256;

/**
 * Trains a unigram tokenizer, as T5's (Kudo 2018): from many candidates, those are left out again and again that the
 * likelihood of the texts misses least. The steps are those of Hugging Face's trainer, and the result does not depend
 * on the order of the texts.
 *
 * Without other parts, texts are normalized and cut as SentencePiece does.
 *
 * @throws InvalidInputError when an option makes no sense, what comes is not text, or the texts have more characters
 *   than there may be tokens
 */
export async function trainUnigram(texts: TrainingTexts, options: UnigramTraining): Promise<Tokenizer> {
  const { vocabSize, unknownToken = '<unk>', shrinkingFactor = 0.75, subIterations = 2 } = options;
  const { maxPieceLength = 16, seedSize = 1_000_000, initialAlphabet = [] } = options;
  const asked = options.specialTokens ?? [];
  const needsUnknown = unknownToken !== null && !asked.includes(unknownToken);
  const specialTokens = [...new Set(needsUnknown ? [unknownToken, ...asked] : asked)];
  checkOptions({ ...options, shrinkingFactor, maxPieceLength }, specialTokens);
  const parts = surroundingsOf(options, SENTENCE_PIECE_PARTS);
  const counter = wordCounter(parts);
  await readTexts('trainUnigram', texts, counter, options);
  const words = countedWords(counter.counts);
  const size = vocabSize - specialTokens.length;
  const alphabet = new Set(initialAlphabet);
  for (const point of countCharacters(words).keys()) alphabet.add(String.fromCodePoint(point));
  if (alphabet.size > size) {
    const least = alphabet.size + specialTokens.length;
    refuseOption('trainUnigram', `vocabSize must be at least ${least}, as each character is a token`, vocabSize);
  }
  const learning = {
    size, enough: Math.floor(vocabSize * 11 / 10), initialAlphabet: alphabet, shrinkingFactor, subIterations,
    maxPieceLength, seedSize,
  };
  const learned = await runInSlices(estimating(words, learning, vocabSize), options);
  const pieces = learned.filter(([piece]) => !specialTokens.includes(piece));
  const vocab = [...specialTokens.map((token): [string, number] => [token, 0]), ...pieces];
  const unknownId = unknownToken === null ? null : specialTokens.indexOf(unknownToken);
  const model = { type: 'Unigram', unk_id: unknownId, vocab, byte_fallback: false };
  return trainedTokenizer(parseModel(model), specialTokens.map((token, id) => [token, id] as const), parts);
}

function checkOptions(options: UnigramTraining, specialTokens: readonly string[]): void {
  checkTrainingOptions('trainUnigram', options.vocabSize, specialTokens.length + 1, specialTokens);
  checkCount('trainUnigram', 'subIterations', options.subIterations, 1);
  checkCount('trainUnigram', 'seedSize', options.seedSize, 1);
  const { shrinkingFactor = 0.75, maxPieceLength = 16 } = options;
  if (!(shrinkingFactor > 0 && shrinkingFactor < 1)) {
    refuseOption('trainUnigram', 'shrinkingFactor must be in (0, 1)', shrinkingFactor);
  }
  if (!(Number.isInteger(maxPieceLength) && maxPieceLength >= 1 && maxPieceLength <= MAX_PIECE_LENGTH)) {
    const rule = `maxPieceLength must be an integer from 1 to ${MAX_PIECE_LENGTH}`;
    refuseOption('trainUnigram', rule, maxPieceLength);
  }
}

function* estimating(
  words: CountedWords, learning: UnigramLearning, vocabSize: number,
): Generator<TrainingProgress, [piece: string, score: number][]> {
  const work = learnUnigram(words, learning);
  for (;;) {
    const step = work.next();
    if (step.done === true) {
      yield { phase: 'estimating', tokens: vocabSize, vocabSize };
      return step.value;
    }
    yield { phase: 'estimating', tokens: step.value, vocabSize };
  }
}
