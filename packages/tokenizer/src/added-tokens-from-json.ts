import { isJsonObject, showValue } from '@oneday/core';
import type { JsonObject } from '@oneday/core';
import type { AddedToken } from './added-token.ts';
import { booleanField, expectFalse, ownField, refusal } from './json-fields.ts';

/** Longer ones would make looking for them slow; no real one comes near. */
const MAX_CONTENT_UNITS = 1000;

/**
 * Reads `added_tokens`.
 *
 * @param file the whole `tokenizer.json`
 * @param vocabulary the model's tokens; a token that is among them must have their id
 * @throws InvalidInputError when an entry is damaged, comes twice, or has a flag that is not understood
 */
export function addedTokensFromJson(file: JsonObject, vocabulary: ReadonlyMap<string, unknown>): AddedToken[] {
  const list = ownField(file, 'added_tokens') ?? [];
  if (!Array.isArray(list)) throw refusal('added_tokens', 'an array', list);
  const seen = new Set<string>();
  return list.map((entry: unknown, i) => {
    const token = addedTokenAt(entry, `added_tokens[${i}]`);
    if (seen.has(token.content)) throw refusal(`added_tokens[${i}].content`, 'there once', token.content);
    seen.add(token.content);
    const modelId = vocabulary.get(token.content);
    if (modelId !== undefined && modelId !== token.id) {
      throw refusal(`added_tokens[${i}].id`, `${showValue(modelId)}, as in model.vocab`, token.id);
    }
    return token;
  });
}

function addedTokenAt(entry: unknown, where: string): AddedToken {
  if (!isJsonObject(entry)) throw refusal(where, 'an object', entry);
  const content = ownField(entry, 'content');
  if (typeof content !== 'string' || content.length === 0 || content.length > MAX_CONTENT_UNITS) {
    throw refusal(`${where}.content`, `a string of 1 to ${MAX_CONTENT_UNITS} UTF-16 units`, content);
  }
  if (/\p{Surrogate}/u.test(content)) throw refusal(`${where}.content`, 'without lone surrogates', content);
  for (const flag of ['single_word', 'lstrip', 'rstrip']) expectFalse(entry, flag, `${where}.`);
  const special = booleanField(entry, 'special', false, `${where}.`);
  const normalized = booleanField(entry, 'normalized', !special, `${where}.`);
  const id = ownField(entry, 'id');
  if (typeof id !== 'number') throw refusal(`${where}.id`, 'a number', id);
  return { id, content, special, normalized };
}
