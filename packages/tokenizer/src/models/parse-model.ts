import { isJsonObject } from '@oneday/core';
import type { JsonObject } from '@oneday/core';
import { ownField } from '../json-fields.ts';
import { parseComponent } from '../pipeline/component-json.ts';
import type { ComponentParser, ComponentParsers } from '../pipeline/component-json.ts';
import type { Model } from '../pipeline/contracts.ts';
import { parseBpe } from './bpe-from-json.ts';
import { parseUnigram } from './unigram.ts';
import { parseWordLevel } from './word-level.ts';
import { parseWordPiece } from './word-piece.ts';

/** Readers of `model` by its type. */
const MODELS: ComponentParsers<Model> = new Map<string, ComponentParser<Model>>([
  ['BPE', parseBpe],
  ['Unigram', parseUnigram],
  ['WordLevel', parseWordLevel],
  ['WordPiece', parseWordPiece],
]);

/**
 * Reads the model of a `tokenizer.json`. Files from before the field `type` existed, such as GPT-2's, are told apart by
 * their other fields.
 * @throws InvalidInputError when the model is damaged, or of an unknown type
 */
export function parseModel(value: unknown): Model {
  const isUntyped = isJsonObject(value) && ownField(value, 'type') === undefined;
  return parseComponent(MODELS, isUntyped ? { ...value, type: typeOf(value) } : value, 'model');
}

function typeOf(model: JsonObject): string {
  if (Object.hasOwn(model, 'merges')) return 'BPE';
  if (Array.isArray(ownField(model, 'vocab'))) return 'Unigram';
  return Object.hasOwn(model, 'max_input_chars_per_word') ? 'WordPiece' : 'WordLevel';
}
