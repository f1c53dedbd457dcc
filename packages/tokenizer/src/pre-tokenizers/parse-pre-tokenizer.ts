import type { JsonObject } from '@oneday/core';
import { booleanField, characterField, integerField, ownField, refusal } from '../json-fields.ts';
import { textPatternFromJson } from '../pattern/text-pattern.ts';
import type { AlignedText } from '../pipeline/aligned-text.ts';
import { parseComponent, parseSequence } from '../pipeline/component-json.ts';
import type { ComponentParser, ComponentParsers } from '../pipeline/component-json.ts';
import type { PreTokenizer } from '../pipeline/contracts.ts';
import { byteLevelPreTokenizer } from './byte-level.ts';
import type { ByteLevelSettings } from './byte-level.ts';
import { cutBehavior } from './cut.ts';
import { fixedLength } from './fixed-length.ts';
import { metaspaceFromJson } from './metaspace.ts';
import { characterDelimiterSplit, split } from './split.ts';
import { unicodeScripts } from './unicode-scripts.ts';
import { bertPreTokenizer, digits, punctuationSplit, whitespace, whitespaceSplit } from './words.ts';

const PRE_TOKENIZERS: ComponentParsers<PreTokenizer> = new Map<string, ComponentParser<PreTokenizer>>([
  ['BertPreTokenizer', bertPreTokenizer],
  ['ByteLevel', (json, where) => byteLevelPreTokenizer(byteLevelSettings(json, where))],
  ['CharDelimiterSplit', (json, where) => characterDelimiterSplit(characterField(json, 'delimiter', `${where}.`))],
  ['Digits', (json, where) => digits(booleanField(json, 'individual_digits', false, `${where}.`))],
  ['FixedLength', fixedLengthFromJson],
  ['Metaspace', metaspaceFromJson],
  ['Punctuation', (json, where) => (
    punctuationSplit(cutBehavior(ownField(json, 'behavior') ?? 'Isolated', `${where}.behavior`))
  )],
  ['Sequence', sequenceFromJson],
  ['Split', (json, where) => split(
    textPatternFromJson(json, where),
    cutBehavior(ownField(json, 'behavior'), `${where}.behavior`),
    booleanField(json, 'invert', undefined, `${where}.`),
  )],
  ['UnicodeScripts', unicodeScripts],
  ['Whitespace', whitespace],
  ['WhitespaceSplit', whitespaceSplit],
]);

/** Reads a pre-tokenizer. @throws InvalidInputError when its entry is damaged, or of an unknown type */
export function parsePreTokenizer(value: unknown, where = 'pre_tokenizer'): PreTokenizer {
  return parseComponent(PRE_TOKENIZERS, value, where);
}

/** Reads the fields of a component of type ByteLevel. */
export function byteLevelSettings(json: JsonObject, where: string): ByteLevelSettings {
  return {
    addPrefixSpace: booleanField(json, 'add_prefix_space', undefined, `${where}.`),
    trimOffsets: booleanField(json, 'trim_offsets', undefined, `${where}.`),
    useRegex: booleanField(json, 'use_regex', true, `${where}.`),
  };
}

function fixedLengthFromJson(json: JsonObject, where: string): PreTokenizer {
  const length = integerField(json, 'length', 5, `${where}.`);
  if (length === 0) throw refusal(`${where}.length`, 'at least 1', length);
  return fixedLength(length);
}

function sequenceFromJson(json: JsonObject, where: string): PreTokenizer {
  const parts = parseSequence(json, 'pretokenizers', where, parsePreTokenizer);
  return {
    preTokenize(text, output) {
      let pieces: AlignedText[] = [text];
      for (const part of parts) {
        const next: AlignedText[] = [];
        for (const piece of pieces) part.preTokenize(piece, next);
        pieces = next;
      }
      for (const piece of pieces) output.push(piece);
    },
    toJSON: () => ({ type: 'Sequence', pretokenizers: parts.map((part) => part.toJSON()) }),
  };
}
