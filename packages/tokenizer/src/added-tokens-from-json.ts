import { isJsonObject, showValue } from '@oneday/core';
import type { JsonObject } from '@oneday/core';
import type { AddedToken } from './added-token.ts';
import { booleanField, ownField, refusal } from './json-fields.ts';
import type { Model } from './pipeline/contracts.ts';

/** Longer ones would make looking for them slow; no real one comes near. */
const MAX_CONTENT_UNITS = 1000;

/** Ids are below, so that tables by id have room. */
const MAX_IDS = 2 ** 24;

/**
 * Reads `added_tokens`. Their ids are kept; the reference numbers those anew that leave gaps.
 *
 * @param file the whole `tokenizer.json`
 * @param model a token that it has must have its id; another must have an id that the model has not
 * @throws InvalidInputError when an entry is damaged or comes twice
 */
export function addedTokensFromJson(file: JsonObject, model: Pick<Model, 'tokenToId' | 'idToToken'>): AddedToken[] {
  const list = ownField(file, 'added_tokens') ?? [];
  if (!Array.isArray(list)) throw refusal('added_tokens', 'an array', list);
  const seen = new Set<string>();
  const ids = new Set<number>();
  return list.map((entry: unknown, i) => {
    const token = addedTokenAt(entry, `added_tokens[${i}]`);
    if (seen.has(token.content)) throw refusal(`added_tokens[${i}].content`, 'there once', token.content);
    seen.add(token.content);
    const modelId = model.tokenToId(token.content);
    if (modelId !== undefined && modelId !== token.id) {
      throw refusal(`added_tokens[${i}].id`, `${showValue(modelId)}, as in model.vocab`, token.id);
    }
    const isTaken = ids.has(token.id) || (modelId === undefined && model.idToToken(token.id) !== undefined);
    if (isTaken) throw refusal(`added_tokens[${i}].id`, 'an id that no other token has', token.id);
    ids.add(token.id);
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
  const special = booleanField(entry, 'special', false, `${where}.`);
  const normalized = booleanField(entry, 'normalized', !special, `${where}.`);
  const id = ownField(entry, 'id');
  if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id >= MAX_IDS) {
    throw refusal(`${where}.id`, `an integer from 0 to ${MAX_IDS - 1}`, id);
  }
  const flag = (field: string) => booleanField(entry, field, false, `${where}.`);
  return {
    id, content, special, normalized,
    singleWord: flag('single_word'), leftStrip: flag('lstrip'), rightStrip: flag('rstrip'),
  };
}
