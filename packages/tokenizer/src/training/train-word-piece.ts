import type { Tokenizer } from '@oneday/core';
import { Vocabulary } from '../models/vocabulary.ts';
import { WordPiece } from '../models/word-piece.ts';
import { countedWords } from './counted-words.ts';
import { readTexts } from './read-texts.ts';
import { checkBpeTraining, learnBpe } from './train-bpe.ts';
import type { BpeTraining } from './train-bpe.ts';
import { surroundingsOf, trainedTokenizer, wordCounter } from './trained-tokenizer.ts';
import type { Surroundings } from './trained-tokenizer.ts';
import type { TrainingTexts } from './training-options.ts';

/** Options of `trainWordPiece`; they mean what they mean in Hugging Face's `WordPieceTrainer`. */
export interface WordPieceTraining extends Omit<BpeTraining, 'endOfWordSuffix' | 'maxTokenLength' | 'unknownToken'> {
  /** Stands for words that the vocabulary cannot express; it is made a special token. Default `[UNK]`. */
  readonly unknownToken?: string;
  /** A word of more characters is unknown. Default 100. */
  readonly maxInputCharsPerWord?: number;
}

const BERT_SPECIAL_TOKENS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/**
 * Trains a WordPiece tokenizer, as BERT's: merges are learned as those of a BPE with the prefix `##`, as in Hugging
 * Face's trainer, and only their tokens are kept. Where its own is random, words are taken in the order of their
 * characters.
 *
 * Without other parts, it normalizes and cuts as BERT does, and puts `[CLS]` and `[SEP]` around texts.
 *
 * @throws InvalidInputError when an option makes no sense, or what comes is not text
 */
export async function trainWordPiece(texts: TrainingTexts, options: WordPieceTraining): Promise<Tokenizer> {
  const { continuingSubwordPrefix = '##', unknownToken = '[UNK]', maxInputCharsPerWord = 100 } = options;
  const asked = options.specialTokens ?? BERT_SPECIAL_TOKENS;
  const specialTokens = new Set(asked.includes(unknownToken) ? asked : [unknownToken, ...asked]);
  const training = { ...options, continuingSubwordPrefix };
  checkBpeTraining('trainWordPiece', training, specialTokens);
  const special = [...specialTokens].map((token, id) => [token, id] as const);
  const parts = surroundingsOf(options, bertParts(new Map(special), continuingSubwordPrefix));
  const counter = wordCounter(parts);
  await readTexts('trainWordPiece', texts, counter, options);
  const learner = await learnBpe(countedWords(counter.counts), training, specialTokens);
  const vocabulary = new Vocabulary(learner.vocabulary);
  const model = new WordPiece({ vocabulary, unknownToken, continuingSubwordPrefix, maxInputCharsPerWord });
  return trainedTokenizer(model, special, parts);
}

function bertParts(special: ReadonlyMap<string, number>, prefix: string): Surroundings {
  const [cls, sep] = [special.get('[CLS]'), special.get('[SEP]')];
  const hasEnds = cls !== undefined && sep !== undefined;
  return {
    normalizer: {
      type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true,
    },
    preTokenizer: { type: 'BertPreTokenizer' },
    postProcessor: hasEnds ? { type: 'BertProcessing', sep: ['[SEP]', sep], cls: ['[CLS]', cls] } : null,
    decoder: { type: 'WordPiece', prefix, cleanup: true },
  };
}
