import { availableParallelism } from 'node:os';
import { InvalidInputError } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import { characterTokenizer, trainUnigram, trainWordLevel, trainWordPiece } from '@oneday/tokenizer';
import type { PatternName, TrainingControl } from '@oneday/tokenizer';
import { trainByteLevelBpeInThreads } from '@oneday/tokenizer/node';

/** The models that can be trained, by the name that `--model` has for them. */
export const MODELS = ['bpe', 'wordpiece', 'unigram', 'wordlevel', 'char'] as const;

/** The name of a model. */
export type ModelName = (typeof MODELS)[number];

/** What a trainer is told on the command line; options that go with other models must be absent. */
export interface ModelOptions {
  readonly vocabSize?: number;
  readonly special?: readonly string[];
  readonly minFrequency?: number;
  readonly pattern?: PatternName;
  readonly cased?: boolean;
}

/** Which options go with which model. */
const OPTIONS: Readonly<Record<ModelName, readonly (keyof ModelOptions)[]>> = {
  bpe: ['vocabSize', 'special', 'minFrequency', 'pattern'],
  wordpiece: ['vocabSize', 'special', 'minFrequency', 'cased'],
  unigram: ['vocabSize', 'special'],
  wordlevel: ['vocabSize', 'special', 'minFrequency'],
  char: [],
};

const FLAGS: Readonly<Record<keyof ModelOptions, string>> = {
  vocabSize: '--vocab-size', special: '--special', minFrequency: '--min-frequency', pattern: '--pattern',
  cased: '--cased',
};

/** A pair or a word must occur so often to become a token, unless one says otherwise. */
const MIN_FREQUENCY = 2;

/**
 * Trains a model.
 * @throws InvalidInputError when it needs a size, or an option goes with another model
 */
export async function trainModel(
  model: ModelName, texts: AsyncIterable<string>, options: ModelOptions, control: TrainingControl,
): Promise<Tokenizer> {
  const { vocabSize, special, minFrequency = MIN_FREQUENCY, pattern, cased = false } = options;
  for (const [option, flag] of Object.entries(FLAGS) as [keyof ModelOptions, string][]) {
    if (options[option] === undefined || OPTIONS[model].includes(option)) continue;
    const models = MODELS.filter((name) => OPTIONS[name].includes(option)).join(', ');
    throw new InvalidInputError(`tokenizer train: ${flag} goes with ${models}; leave it out for ${model}`);
  }
  if (model === 'char') return characters(texts);
  if (vocabSize === undefined) throw new InvalidInputError(`tokenizer train: a ${model} needs --vocab-size, e.g. 4096`);
  const told = { ...control, vocabSize, ...(special && { specialTokens: special }) };
  switch (model) {
    case 'bpe': {
      const threads = availableParallelism();
      return trainByteLevelBpeInThreads(texts, { ...told, minFrequency, threads, ...(pattern && { pattern }) });
    }
    case 'wordpiece': return trainWordPiece(texts, { ...told, minFrequency, normalizer: bertNormalizer(cased) });
    case 'unigram': return trainUnigram(texts, told);
    case 'wordlevel': return trainWordLevel(texts, { ...told, minFrequency });
  }
}

function bertNormalizer(cased: boolean) {
  const stripAccents = cased ? false : null;
  return {
    type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: stripAccents,
    lowercase: !cased,
  };
}

async function characters(texts: AsyncIterable<string>): Promise<Tokenizer> {
  const found = new Set<string>();
  for await (const text of texts) for (const character of text) found.add(character);
  return characterTokenizer([...found].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!));
}
