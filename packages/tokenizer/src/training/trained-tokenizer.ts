import type { Tokenizer } from '@oneday/core';
import { addedTokenJson } from '../added-token.ts';
import { parseNormalizer } from '../normalizers/parse-normalizer.ts';
import type { Model } from '../pipeline/contracts.ts';
import { parsePreTokenizer } from '../pre-tokenizers/parse-pre-tokenizer.ts';
import { tokenizerAround } from '../tokenizer-from-json.ts';
import { spaceCuts } from './space-cuts.ts';
import { WordCounter } from './word-counter.ts';
import type { TrainingOptions } from './training-options.ts';

/** The parts of a tokenizer around its model, where training does not say otherwise. */
export type Surroundings = Required<
  Pick<TrainingOptions, 'normalizer' | 'preTokenizer' | 'postProcessor' | 'decoder'>
>;

/** The parts that training was told, and for the others those that go with its model. */
export function surroundingsOf(options: TrainingOptions, usual: Surroundings): Surroundings {
  const { normalizer, preTokenizer, postProcessor, decoder } = options;
  return {
    normalizer: normalizer === undefined ? usual.normalizer : normalizer,
    preTokenizer: preTokenizer === undefined ? usual.preTokenizer : preTokenizer,
    postProcessor: postProcessor === undefined ? usual.postProcessor : postProcessor,
    decoder: decoder === undefined ? usual.decoder : decoder,
  };
}

/** Counts what the normalizer and the pre-tokenizer make of texts. */
export function wordCounter({ normalizer, preTokenizer }: Surroundings): WordCounter {
  return new WordCounter({
    normalizer: normalizer === null ? undefined : parseNormalizer(normalizer),
    preTokenizer: preTokenizer === null ? undefined : parsePreTokenizer(preTokenizer),
    cuts: spaceCuts(normalizer, preTokenizer),
  });
}

/** The tokenizer of a trained model. @param special special tokens, with their ids */
export function trainedTokenizer(
  model: Model, special: readonly (readonly [token: string, id: number])[], parts: Surroundings,
): Tokenizer {
  const { normalizer, preTokenizer, postProcessor, decoder } = parts;
  return tokenizerAround(model, {
    added_tokens: special.map(([content, id]) => addedTokenJson({ id, content, special: true, normalized: false })),
    normalizer,
    pre_tokenizer: preTokenizer,
    post_processor: postProcessor,
    decoder,
  });
}
