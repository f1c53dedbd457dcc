import type { JsonObject } from '@oneday/core';
import { booleanField, ownField, refusal, stringField } from '../json-fields.ts';
import { textPatternFromJson } from '../pattern/text-pattern.ts';
import { parseComponent, parseSequence } from '../pipeline/component-json.ts';
import type { ComponentParser, ComponentParsers } from '../pipeline/component-json.ts';
import type { Normalizer } from '../pipeline/contracts.ts';
import { bertNormalizer } from './bert-normalizer.ts';
import { byteLevelNormalizer } from './byte-level.ts';
import { lowercase } from './case.ts';
import { nmt } from './nmt.ts';
import { precompiledFromJson } from './precompiled.ts';
import { prepend } from './prepend.ts';
import { replace } from './replace.ts';
import { strip, stripAccents } from './strip.ts';
import { unicodeForm } from './unicode-form.ts';

const NORMALIZERS: ComponentParsers<Normalizer> = new Map<string, ComponentParser<Normalizer>>([
  ['BertNormalizer', bertNormalizerFromJson],
  ['ByteLevel', byteLevelNormalizer],
  ['Lowercase', lowercase],
  ['NFC', () => unicodeForm('NFC')],
  ['NFD', () => unicodeForm('NFD')],
  ['NFKC', () => unicodeForm('NFKC')],
  ['NFKD', () => unicodeForm('NFKD')],
  ['Nmt', nmt],
  ['Precompiled', precompiledFromJson],
  ['Prepend', (json, where) => prepend(stringField(json, 'prepend', undefined, `${where}.`))],
  ['Replace', replaceFromJson],
  ['Sequence', sequenceFromJson],
  ['Strip', (json, where) => {
    const [left, right] = ['strip_left', 'strip_right'].map((end) => booleanField(json, end, undefined, `${where}.`));
    return strip(left!, right!);
  }],
  ['StripAccents', stripAccents],
]);

/** Reads a normalizer. @throws InvalidInputError when its entry is damaged, or of an unknown type */
export function parseNormalizer(value: unknown, where = 'normalizer'): Normalizer {
  return parseComponent(NORMALIZERS, value, where);
}

function bertNormalizerFromJson(json: JsonObject, where: string): Normalizer {
  const stripAccents = ownField(json, 'strip_accents') ?? null;
  if (stripAccents !== null && typeof stripAccents !== 'boolean') {
    throw refusal(`${where}.strip_accents`, 'true, false or null', stripAccents);
  }
  return bertNormalizer({
    cleanText: booleanField(json, 'clean_text', true, `${where}.`),
    handleChineseCharacters: booleanField(json, 'handle_chinese_chars', true, `${where}.`),
    stripAccents,
    lowercase: booleanField(json, 'lowercase', true, `${where}.`),
  });
}

/** Reads `Replace`, for the decoder too. */
export function replaceFromJson(json: JsonObject, where: string): ReturnType<typeof replace> {
  return replace(textPatternFromJson(json, where), stringField(json, 'content', undefined, `${where}.`));
}

function sequenceFromJson(json: JsonObject, where: string): Normalizer {
  const normalizers = parseSequence(json, 'normalizers', where, parseNormalizer);
  return {
    normalize: (text) => normalizers.reduce((changed, normalizer) => normalizer.normalize(changed), text),
    toJSON: () => ({ type: 'Sequence', normalizers: normalizers.map((normalizer) => normalizer.toJSON()) }),
  };
}
