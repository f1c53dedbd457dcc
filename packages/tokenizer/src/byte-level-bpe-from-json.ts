import { showValue } from '@oneday/core';
import type { JsonObject, Tokenizer } from '@oneday/core';
import type { AddedToken } from './added-token.ts';
import { addedTokensFromJson } from './added-tokens-from-json.ts';
import { BYTE_CHARACTERS } from './byte-characters.ts';
import { byteLevelBpe } from './byte-level-bpe.ts';
import { booleanField, expectField, expectFalse, expectNull, objectAt, ownField, refusal } from './json-fields.ts';
import { MAX_MERGES } from './merge-piece.ts';
import type { Merge } from './merge-table.ts';

/**
 * Reads a BPE model behind a ByteLevel pre-tokenizer and decoder, as GPT-2's, whether written here or by Hugging
 * Face's library (merges as pairs, or as `"a b"` as before its version 0.20).
 */
export function byteLevelBpeFromJson(file: JsonObject, model: JsonObject): Tokenizer {
  const preTokenizer = objectAt(ownField(file, 'pre_tokenizer'), 'pre_tokenizer');
  expectField(preTokenizer, 'type', 'ByteLevel', 'pre_tokenizer.');
  if (!booleanField(preTokenizer, 'use_regex', true, 'pre_tokenizer.')) {
    throw refusal('pre_tokenizer.use_regex', 'true', false);
  }
  expectField(objectAt(ownField(file, 'decoder'), 'decoder'), 'type', 'ByteLevel', 'decoder.');
  checkPostProcessor(ownField(file, 'post_processor') ?? null);
  checkModel(model);
  const vocabulary = vocabularyOf(objectAt(ownField(model, 'vocab'), 'model.vocab'));
  const addedTokens = addedTokensFromJson(file, vocabulary);
  checkIds(vocabulary, addedTokens);
  return byteLevelBpe({
    vocabulary,
    merges: mergesOf(ownField(model, 'merges'), vocabulary),
    addedTokens,
    addPrefixSpace: booleanField(preTokenizer, 'add_prefix_space', true, 'pre_tokenizer.'),
  });
}

/** One of type ByteLevel only trims offsets, unless told not to. */
function checkPostProcessor(value: unknown): void {
  if (value === null) return;
  const processor = objectAt(value, 'post_processor');
  expectField(processor, 'type', 'ByteLevel', 'post_processor.');
  expectField(processor, 'trim_offsets', false, 'post_processor.');
}

function checkModel(model: JsonObject): void {
  expectNull(model, 'dropout', 'model.');
  for (const field of ['continuing_subword_prefix', 'end_of_word_suffix']) {
    const value = ownField(model, field) ?? '';
    if (value !== '') throw refusal(`model.${field}`, 'null or ""', value);
  }
  // The unknown token and what is done with it change nothing where every byte is a token.
  for (const field of ['byte_fallback', 'ignore_merges']) expectFalse(model, field, 'model.');
}

function vocabularyOf(vocab: JsonObject): Map<string, number> {
  const vocabulary = new Map<string, number>();
  for (const [token, id] of Object.entries(vocab)) {
    if (typeof id !== 'number') throw refusal(`model.vocab[${showValue(token)}]`, 'a number', id);
    vocabulary.set(token, id);
  }
  const missing = BYTE_CHARACTERS.findIndex((character) => !vocabulary.has(character));
  if (missing !== -1) {
    const got = `none for byte ${missing} (${BYTE_CHARACTERS[missing]})`;
    throw refusal('model.vocab', 'a vocabulary with all 256 bytes', got);
  }
  return vocabulary;
}

/** The ids of the model and the added tokens must be 0 … size − 1, each once. */
function checkIds(vocabulary: ReadonlyMap<string, number>, addedTokens: readonly AddedToken[]): void {
  const added = addedTokens.filter((token) => !vocabulary.has(token.content));
  const size = vocabulary.size + added.length;
  const isTaken = new Uint8Array(size);
  const take = (id: number, where: () => string) => {
    if (!Number.isInteger(id) || id < 0 || id >= size || isTaken[id] === 1) {
      throw refusal(where(), `an id in [0, ${size}) that no other has`, id);
    }
    isTaken[id] = 1;
  };
  for (const [token, id] of vocabulary) take(id, () => `model.vocab[${showValue(token)}]`);
  for (const { content, id } of added) take(id, () => `the id of added token ${showValue(content)}`);
}

function mergesOf(merges: unknown, vocabulary: ReadonlyMap<string, number>): Merge[] {
  if (!Array.isArray(merges)) throw refusal('model.merges', 'an array', merges);
  if (merges.length > MAX_MERGES) throw refusal('model.merges', `at most ${MAX_MERGES} long`, merges.length);
  const byPair = new Map<string, Merge>();
  for (const [i, entry] of merges.entries()) {
    const pair: unknown = typeof entry === 'string' ? entry.split(' ') : entry;
    if (!isPair(pair)) throw refusal(`model.merges[${i}]`, 'a pair of tokens', entry);
    const [left, right, merged] = [pair[0], pair[1], pair[0] + pair[1]].map((token) => vocabulary.get(token));
    if (left === undefined || right === undefined || merged === undefined) {
      throw refusal(`model.merges[${i}]`, 'of tokens that are in model.vocab, as is what they make', entry);
    }
    // The last place of a pair counts, as in the reference.
    const key = `${left} ${right}`;
    byPair.delete(key);
    byPair.set(key, [left, right, merged]);
  }
  return [...byPair.values()];
}

function isPair(value: unknown): value is [string, string] {
  const isToken = (token: unknown) => typeof token === 'string' && token !== '';
  return Array.isArray(value) && value.length === 2 && value.every(isToken);
}
