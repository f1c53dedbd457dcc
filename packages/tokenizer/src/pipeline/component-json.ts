import { suggestName } from '@oneday/core';
import type { JsonObject } from '@oneday/core';
import { objectAt, ownField, refusal } from '../json-fields.ts';

/**
 * Reads a component from its entry in `tokenizer.json`; nothing in it is trusted.
 *
 * @param json the entry
 * @param where its path in the file, which opens error messages, e.g. `normalizer.normalizers[1]`
 * @throws InvalidInputError when a field is missing, of the wrong type, or has a value that is not understood
 */
export type ComponentParser<C> = (json: JsonObject, where: string) => C;

/** The parsers of one kind of component by the `type` of their entry. */
export type ComponentParsers<C> = ReadonlyMap<string, ComponentParser<C>>;

/**
 * Reads a component of any known type.
 * @throws InvalidInputError when the type is unknown, which names the nearest known one, or as the parser does
 */
export function parseComponent<C>(parsers: ComponentParsers<C>, value: unknown, where: string): C {
  const json = objectAt(value, where);
  const type = ownField(json, 'type');
  const parser = typeof type === 'string' ? parsers.get(type) : undefined;
  if (parser !== undefined) return parser(json, where);
  const expected = typeof type === 'string' ? `a known type (${suggestName(type, [...parsers.keys()])})` : 'a string';
  throw refusal(`${where}.type`, expected, type);
}

/** A sequence may have so many components, */
const MAX_COMPONENTS = 100;
/** and sequences may stand in each other so deep. */
const MAX_DEPTH = 8;

/**
 * Reads the components of a sequence.
 *
 * @param field the field of the entry that lists them
 * @throws InvalidInputError when there are too many, sequences stand in each other too deep, or as `parse` does
 */
export function parseSequence<C>(
  json: JsonObject, field: string, where: string, parse: (value: unknown, where: string) => C,
): C[] {
  const list = ownField(json, field);
  if (!Array.isArray(list) || list.length > MAX_COMPONENTS) {
    throw refusal(`${where}.${field}`, `an array of at most ${MAX_COMPONENTS} components`, list);
  }
  if (where.split('[').length > MAX_DEPTH) {
    throw refusal(`${where}.${field}`, `at most ${MAX_DEPTH} sequences deep`, list);
  }
  return list.map((value: unknown, i) => parse(value, `${where}.${field}[${i}]`));
}
