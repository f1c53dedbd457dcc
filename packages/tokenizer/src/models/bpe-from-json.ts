import type { JsonObject } from '@oneday/core';
import { booleanField, ownField, refusal, stringField } from '../json-fields.ts';
import { MAX_MERGES } from '../merger.ts';
import type { Merge } from '../merger.ts';
import { Bpe } from './bpe.ts';
import { parseVocabulary } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Reads a model of type BPE; its merges are pairs, or `"a b"` as before version 0.20 of Hugging Face's library. */
export function parseBpe(json: JsonObject, where: string): Bpe {
  const inside = `${where}.`;
  const optional = (field: string) => (
    (ownField(json, field) ?? null) === null ? undefined : stringField(json, field, '', inside)
  );
  const dropout = ownField(json, 'dropout') ?? undefined;
  if (dropout !== undefined && dropout !== 0 && dropout !== 1) {
    throw refusal(`${where}.dropout`, 'null, 0 or 1, as others make ids random', dropout);
  }
  const unknownToken = optional('unk_token');
  const continuingSubwordPrefix = optional('continuing_subword_prefix');
  const endOfWordSuffix = optional('end_of_word_suffix');
  const vocabulary = parseVocabulary(json, where);
  return new Bpe({
    vocabulary,
    merges: mergesOf(ownField(json, 'merges'), vocabulary, continuingSubwordPrefix ?? '', `${where}.merges`),
    fuseUnknown: booleanField(json, 'fuse_unk', false, inside),
    byteFallback: booleanField(json, 'byte_fallback', false, inside),
    ignoreMerges: booleanField(json, 'ignore_merges', false, inside),
    ...(dropout !== undefined && { dropout }),
    ...(unknownToken !== undefined && { unknownToken }),
    ...(continuingSubwordPrefix !== undefined && { continuingSubwordPrefix }),
    ...(endOfWordSuffix !== undefined && { endOfWordSuffix }),
  });
}

function mergesOf(merges: unknown, vocabulary: Vocabulary, prefix: string, where: string): Merge[] {
  if (!Array.isArray(merges)) throw refusal(where, 'an array', merges);
  if (merges.length > MAX_MERGES) throw refusal(where, `at most ${MAX_MERGES} long`, merges.length);
  const byPair = new Map<number, Merge>();
  for (const [i, entry] of merges.entries()) {
    const pair: unknown = typeof entry === 'string' ? entry.split(' ') : entry;
    if (!isPair(pair)) throw refusal(`${where}[${i}]`, 'a pair of tokens', entry);
    const [left, right, merged] = [
      vocabulary.id(pair[0]), vocabulary.id(pair[1]), vocabulary.id(pair[0] + pair[1].slice(prefix.length)),
    ];
    if (left === undefined || right === undefined || merged === undefined) {
      const rule = 'of tokens that are in the vocabulary, as is what they make';
      throw refusal(`${where}[${i}]`, rule, entry);
    }
    // The last place of a pair counts, as in the reference.
    const key = left * 2 ** 23 + right;
    byPair.delete(key);
    byPair.set(key, [left, right, merged]);
  }
  return [...byPair.values()];
}

function isPair(value: unknown): value is [string, string] {
  const isToken = (token: unknown) => typeof token === 'string' && token !== '';
  return Array.isArray(value) && value.length === 2 && value.every(isToken);
}
