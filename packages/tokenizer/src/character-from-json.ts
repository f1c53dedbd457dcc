import { isJsonObject } from '@oneday/core';
import type { JsonObject, Tokenizer } from '@oneday/core';
import { ANY_CHARACTER, characterTokenizer } from './character-tokenizer.ts';
import { ownField } from './json-fields.ts';

/**
 * Reads the form that `characterTokenizer` writes: a WordLevel model of single characters behind a Split that isolates
 * each.
 *
 * @returns undefined when the file has any other form
 */
export function characterTokenizerFromJson(file: JsonObject): Tokenizer | undefined {
  const empty = ['truncation', 'padding', 'normalizer', 'post_processor', 'added_tokens'];
  if (!empty.every((field) => isEmpty(ownField(file, field)))) return undefined;
  const decoder = ownField(file, 'decoder');
  if (!isJsonObject(decoder) || ownField(decoder, 'type') !== 'Fuse') return undefined;
  if (!isCharacterSplit(ownField(file, 'pre_tokenizer'))) return undefined;
  const model = ownField(file, 'model');
  if (!isJsonObject(model) || ownField(model, 'type') !== 'WordLevel') return undefined;
  const vocab = ownField(model, 'vocab');
  const unknownToken = ownField(model, 'unk_token');
  if (!isJsonObject(vocab) || typeof unknownToken !== 'string' || Object.hasOwn(vocab, unknownToken)) return undefined;
  const characters = charactersById(vocab);
  return characters === undefined ? undefined : characterTokenizer(characters);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function isCharacterSplit(split: unknown): boolean {
  if (!isJsonObject(split) || ownField(split, 'type') !== 'Split') return false;
  const pattern = ownField(split, 'pattern');
  const isPattern = isJsonObject(pattern) && ownField(pattern, 'Regex') === ANY_CHARACTER;
  return isPattern && ownField(split, 'behavior') === 'Isolated' && ownField(split, 'invert') === false;
}

/** The vocabulary as a list, when it has single characters with the ids 0 … size − 1. */
function charactersById(vocab: JsonObject): string[] | undefined {
  const entries = Object.entries(vocab);
  const characters = new Array<string | undefined>(entries.length).fill(undefined);
  for (const [character, id] of entries) {
    if (typeof id !== 'number' || !/^\P{Surrogate}$/su.test(character)) return undefined;
    if (!Object.hasOwn(characters, id) || characters[id] !== undefined) return undefined;
    characters[id] = character;
  }
  return characters.length === 0 ? undefined : characters as string[];
}
