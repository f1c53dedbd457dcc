import type { JsonObject } from '@oneday/core';
import { booleanField, characterField, integerField, stringField } from '../json-fields.ts';
import { replaceFromJson } from '../normalizers/parse-normalizer.ts';
import { parseComponent, parseSequence } from '../pipeline/component-json.ts';
import type { ComponentParser, ComponentParsers } from '../pipeline/component-json.ts';
import type { Decoder } from '../pipeline/contracts.ts';
import { byteLevelJson } from '../pre-tokenizers/byte-level.ts';
import { metaspaceFromJson } from '../pre-tokenizers/metaspace.ts';
import { byteLevelSettings } from '../pre-tokenizers/parse-pre-tokenizer.ts';
import { byteFallbackDecoder, byteLevelDecoder } from './bytes.ts';
import { fuseDecoder, stripDecoder } from './strip.ts';
import { bpeDecoder, ctcDecoder, wordPieceDecoder } from './word-pieces.ts';

const DECODERS: ComponentParsers<Decoder> = new Map<string, ComponentParser<Decoder>>([
  ['BPEDecoder', (json, where) => bpeDecoder(stringField(json, 'suffix', '</w>', `${where}.`))],
  ['ByteFallback', byteFallbackDecoder],
  ['ByteLevel', (json, where) => {
    const settings = byteLevelSettings(json, where);
    return byteLevelDecoder(() => byteLevelJson(settings));
  }],
  ['CTC', (json, where) => ctcDecoder(
    stringField(json, 'pad_token', '<pad>', `${where}.`),
    stringField(json, 'word_delimiter_token', '|', `${where}.`),
    booleanField(json, 'cleanup', true, `${where}.`),
  )],
  ['Fuse', fuseDecoder],
  ['Metaspace', metaspaceFromJson],
  ['Replace', replaceFromJson],
  ['Sequence', sequenceFromJson],
  ['Strip', (json, where) => stripDecoder(
    characterField(json, 'content', `${where}.`),
    integerField(json, 'start', 0, `${where}.`),
    integerField(json, 'stop', 0, `${where}.`),
  )],
  ['WordPiece', (json, where) => wordPieceDecoder(
    stringField(json, 'prefix', '##', `${where}.`), booleanField(json, 'cleanup', true, `${where}.`),
  )],
]);

/** Reads a decoder. @throws InvalidInputError when its entry is damaged, or of an unknown type */
export function parseDecoder(value: unknown, where = 'decoder'): Decoder {
  return parseComponent(DECODERS, value, where);
}

function sequenceFromJson(json: JsonObject, where: string): Decoder {
  const parts = parseSequence(json, 'decoders', where, parseDecoder);
  const [first] = parts;
  return {
    decode: (tokens) => parts.reduce((decoded, part) => part.decode(decoded), tokens),
    ...(first?.addedToken && { addedToken: first.addedToken }),
    toJSON: () => ({ type: 'Sequence', decoders: parts.map((part) => part.toJSON()) }),
  };
}
