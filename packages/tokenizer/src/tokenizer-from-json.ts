import type { JsonObject, Tokenizer } from '@oneday/core';
import { addedTokensFromJson } from './added-tokens-from-json.ts';
import { characterTokenizerFromJson } from './character-from-json.ts';
import { parseDecoder } from './decoders/parse-decoder.ts';
import { paddingFromJson, truncationFromJson } from './encoding/truncation-json.ts';
import { expectField, objectAt, ownField } from './json-fields.ts';
import { parseModel } from './models/parse-model.ts';
import { parseNormalizer } from './normalizers/parse-normalizer.ts';
import type { Model } from './pipeline/contracts.ts';
import { createTokenizer } from './pipeline/create-tokenizer.ts';
import { parsePostProcessor } from './post-processors/parse-post-processor.ts';
import { parsePreTokenizer } from './pre-tokenizers/parse-pre-tokenizer.ts';

/**
 * The tokenizer that a parsed `tokenizer.json` describes, whoever wrote it. Ids, offsets, masks and decoded text are
 * those of Hugging Face's library (0.23), offsets in UTF-16 units. Everything that would change them and is not
 * understood is refused by name.
 *
 * @param json the parsed file; nothing in it is trusted
 * @throws InvalidInputError when the file is damaged, or has something that is not understood
 */
export function tokenizerFromJson(json: unknown): Tokenizer {
  const file = objectAt(json, 'the file');
  expectField(file, 'version', '1.0');
  const characters = characterTokenizerFromJson(file);
  if (characters !== undefined) return characters;
  return tokenizerAround(parseModel(ownField(file, 'model')), file);
}

/** A tokenizer of a model and of all else that a `tokenizer.json` describes. */
export function tokenizerAround(model: Model, file: JsonObject): Tokenizer {
  const read = <C>(field: string, parse: (value: unknown) => C): C | undefined => {
    const value = ownField(file, field) ?? null;
    return value === null ? undefined : parse(value);
  };
  return createTokenizer({
    model,
    addedTokens: addedTokensFromJson(file, model),
    normalizer: read('normalizer', parseNormalizer),
    preTokenizer: read('pre_tokenizer', parsePreTokenizer),
    postProcessor: read('post_processor', parsePostProcessor),
    decoder: read('decoder', parseDecoder),
    truncation: read('truncation', truncationFromJson),
    padding: read('padding', paddingFromJson),
  });
}
