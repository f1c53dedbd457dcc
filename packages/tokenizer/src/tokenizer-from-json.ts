import type { JsonObject, Tokenizer } from '@oneday/core';
import { byteLevelBpeFromJson } from './byte-level-bpe-from-json.ts';
import { characterTokenizerFromJson } from './character-from-json.ts';
import { expectField, expectNull, objectAt, ownField, refusal } from './json-fields.ts';

/** Reads the tokenizers of one model type; the file's version, truncation, padding and normalizer are checked. */
type Reader = (file: JsonObject, model: JsonObject) => Tokenizer;

const READERS: ReadonlyMap<unknown, Reader> = new Map<unknown, Reader>([
  ['BPE', byteLevelBpeFromJson],
  ['WordLevel', characterTokenizerFromJson],
]);

/**
 * The tokenizer that a parsed `tokenizer.json` describes: a byte-level BPE over GPT-2's pattern, or the characters that
 * `characterTokenizer` writes. Everything that would change ids or text and is not understood is refused by name.
 *
 * @param json the parsed file; nothing in it is trusted
 * @throws InvalidInputError when the file is damaged, or describes another kind of tokenizer
 */
export function tokenizerFromJson(json: unknown): Tokenizer {
  const file = objectAt(json, 'the file');
  expectField(file, 'version', '1.0');
  for (const field of ['truncation', 'padding', 'normalizer']) expectNull(file, field);
  const model = objectAt(ownField(file, 'model'), 'model');
  const type = ownField(model, 'type');
  const reader = READERS.get(type);
  if (reader === undefined) throw refusal('model.type', '"BPE" or "WordLevel"', type);
  return reader(file, model);
}
