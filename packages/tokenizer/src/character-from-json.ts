import { showValue } from '@oneday/core';
import type { JsonObject, Tokenizer } from '@oneday/core';
import { ANY_CHARACTER } from './character-json.ts';
import { characterTokenizer } from './character-tokenizer.ts';
import { expectField, expectNull, objectAt, ownField, refusal } from './json-fields.ts';

/**
 * Reads the form that `characterTokenizer` writes: a WordLevel model of single characters behind a Split that isolates
 * each.
 */
export function characterTokenizerFromJson(file: JsonObject, model: JsonObject): Tokenizer {
  expectNull(file, 'post_processor');
  const addedTokens = ownField(file, 'added_tokens');
  if (addedTokens !== undefined && !isEmptyArray(addedTokens)) throw refusal('added_tokens', 'empty', addedTokens);
  checkPreTokenizer(objectAt(ownField(file, 'pre_tokenizer'), 'pre_tokenizer'));
  expectField(objectAt(ownField(file, 'decoder'), 'decoder'), 'type', 'Fuse', 'decoder.');
  const vocab = objectAt(ownField(model, 'vocab'), 'model.vocab');
  const unknownToken = ownField(model, 'unk_token');
  if (typeof unknownToken !== 'string' || Object.hasOwn(vocab, unknownToken)) {
    throw refusal('model.unk_token', 'a string outside the vocabulary', unknownToken);
  }
  return characterTokenizer(charactersById(vocab));
}

function checkPreTokenizer(split: JsonObject): void {
  expectField(split, 'type', 'Split', 'pre_tokenizer.');
  const pattern = objectAt(ownField(split, 'pattern'), 'pre_tokenizer.pattern');
  expectField(pattern, 'Regex', ANY_CHARACTER, 'pre_tokenizer.pattern.');
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

function isEmptyArray(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
