import type { JsonObject } from '@oneday/core';
import { booleanField, integerField, ownField, refusal, stringField } from '../json-fields.ts';
import { parseComponent, parseSequence } from '../pipeline/component-json.ts';
import type { ComponentParser, ComponentParsers } from '../pipeline/component-json.ts';
import type { PostProcessor } from '../pipeline/contracts.ts';
import { byteLevelJson } from '../pre-tokenizers/byte-level.ts';
import { byteLevelSettings } from '../pre-tokenizers/parse-pre-tokenizer.ts';
import { bertProcessing, robertaProcessing } from './bert.ts';
import type { NamedToken } from './bert.ts';
import { templateFromJson } from './template-from-json.ts';
import { trimOffsets } from './trim-offsets.ts';

const POST_PROCESSORS: ComponentParsers<PostProcessor> = new Map<string, ComponentParser<PostProcessor>>([
  ['BertProcessing', (json, where) => bertProcessing(namedToken(json, 'sep', where), namedToken(json, 'cls', where))],
  ['ByteLevel', byteLevelFromJson],
  ['RobertaProcessing', (json, where) => robertaProcessing({
    separator: namedToken(json, 'sep', where),
    beginning: namedToken(json, 'cls', where),
    trimOffsets: booleanField(json, 'trim_offsets', undefined, `${where}.`),
    addPrefixSpace: booleanField(json, 'add_prefix_space', undefined, `${where}.`),
  })],
  ['Sequence', sequenceFromJson],
  ['TemplateProcessing', templateFromJson],
]);

/** Reads a post-processor. @throws InvalidInputError when its entry is damaged, or of an unknown type */
export function parsePostProcessor(value: unknown, where = 'post_processor'): PostProcessor {
  return parseComponent(POST_PROCESSORS, value, where);
}

function namedToken(json: JsonObject, field: string, where: string): NamedToken {
  const value = ownField(json, field);
  if (!Array.isArray(value) || value.length !== 2) throw refusal(`${where}.${field}`, 'a token and its id', value);
  const pair: JsonObject = { token: value[0] as string, id: value[1] as number };
  const inside = `${where}.${field}.`;
  return [stringField(pair, 'token', undefined, inside), integerField(pair, 'id', NaN, inside)];
}

function byteLevelFromJson(json: JsonObject, where: string): PostProcessor {
  const settings = byteLevelSettings(json, where);
  return {
    addedTokens: () => 0,
    process: (encodings, _, source) => (
      settings.trimOffsets ? trimOffsets(encodings, settings.addPrefixSpace, source) : encodings
    ),
    toJSON: () => byteLevelJson(settings),
  };
}

function sequenceFromJson(json: JsonObject, where: string): PostProcessor {
  const parts = parseSequence(json, 'processors', where, parsePostProcessor);
  return {
    addedTokens: (isPair) => parts.reduce((sum, part) => sum + part.addedTokens(isPair), 0),
    process: (encodings, addSpecialTokens, source) => parts.reduce(
      (processed, part) => part.process(processed, addSpecialTokens, source), encodings,
    ),
    toJSON: () => ({ type: 'Sequence', processors: parts.map((part) => part.toJSON()) }),
  };
}
