import { InvalidInputError, isJsonObject, showValue } from '@oneday/core';
import type { JsonObject, Tokenizer } from '@oneday/core';
import { ANY_CHARACTER } from './character-json.ts';
import { characterTokenizer } from './character-tokenizer.ts';

/**
 * The tokenizer that a parsed `tokenizer.json` describes. So far that is the form which `characterTokenizer` writes:
 * a WordLevel model of single characters behind a Split that isolates each. Everything that would change ids or text
 * and is not understood is refused by name.
 *
 * @param json the parsed file; nothing in it is trusted
 * @throws InvalidInputError when the file is damaged, or describes another kind of tokenizer
 */
export function tokenizerFromJson(json: unknown): Tokenizer {
  const file = objectAt(json, 'the file');
  expectField(file, 'version', '1.0');
  for (const field of ['truncation', 'padding', 'normalizer', 'post_processor']) {
    if (Object.hasOwn(file, field) && file[field] !== null) throw refusal(field, 'null', file[field]);
  }
  if (file.added_tokens !== undefined && !isEmptyArray(file.added_tokens)) {
    throw refusal('added_tokens', 'empty', file.added_tokens);
  }
  checkPreTokenizer(objectAt(file.pre_tokenizer, 'pre_tokenizer'));
  expectField(objectAt(file.decoder, 'decoder'), 'type', 'Fuse', 'decoder.');
  const model = objectAt(file.model, 'model');
  expectField(model, 'type', 'WordLevel', 'model.');
  const vocab = objectAt(model.vocab, 'model.vocab');
  if (typeof model.unk_token !== 'string' || Object.hasOwn(vocab, model.unk_token)) {
    throw refusal('model.unk_token', 'a string outside the vocabulary', model.unk_token);
  }
  return characterTokenizer(charactersById(vocab));
}

function checkPreTokenizer(split: JsonObject): void {
  expectField(split, 'type', 'Split', 'pre_tokenizer.');
  expectField(objectAt(split.pattern, 'pre_tokenizer.pattern'), 'Regex', ANY_CHARACTER, 'pre_tokenizer.pattern.');
  expectField(split, 'behavior', 'Isolated', 'pre_tokenizer.');
  expectField(split, 'invert', false, 'pre_tokenizer.');
}

/** The vocabulary as a list, once its ids are known to be 0 … size − 1, each once. */
function charactersById(vocab: JsonObject): string[] {
  const entries = Object.entries(vocab);
  const characters = new Array<string | undefined>(entries.length).fill(undefined);
  for (const [character, id] of entries) {
    const isPlace = typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < entries.length;
    if (!isPlace || characters[id] !== undefined) {
      throw refusal(`model.vocab[${showValue(character)}]`, `an id in [0, ${entries.length}) that no other has`, id);
    }
    characters[id] = character;
  }
  return characters as string[];
}

function objectAt(value: unknown, where: string): JsonObject {
  if (!isJsonObject(value)) throw refusal(where, 'an object', value);
  return value;
}

function expectField(object: JsonObject, field: string, expected: string | boolean, inside = ''): void {
  const value = Object.hasOwn(object, field) ? object[field] : undefined;
  if (value !== expected) throw refusal(`${inside}${field}`, showValue(expected), value);
}

function isEmptyArray(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function refusal(where: string, expected: string, got: unknown): InvalidInputError {
  return new InvalidInputError(`tokenizer.json: ${where} must be ${expected}; got ${showValue(got)}`);
}
