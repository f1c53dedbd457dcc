import type { JsonObject, Padding, Truncation } from '@oneday/core';
import { integerField, objectAt, ownField, refusal, stringField } from '../json-fields.ts';

const STRATEGIES = { LongestFirst: 'longestFirst', OnlyFirst: 'onlyFirst', OnlySecond: 'onlySecond' } as const;

/** Longest encoding that padding may ask for. */
const MAX_LENGTH = 1 << 24;

/** Reads `truncation`. @throws InvalidInputError when it is damaged */
export function truncationFromJson(value: unknown): Truncation {
  const json = objectAt(value, 'truncation');
  const strategy = ownField(json, 'strategy');
  if (typeof strategy !== 'string' || !Object.hasOwn(STRATEGIES, strategy)) {
    throw refusal('truncation.strategy', `one of ${Object.keys(STRATEGIES).join(', ')}`, strategy);
  }
  return {
    maxLength: integerField(json, 'max_length', NaN, 'truncation.'),
    stride: integerField(json, 'stride', NaN, 'truncation.'),
    strategy: STRATEGIES[strategy as keyof typeof STRATEGIES],
    direction: direction(json, 'truncation'),
  };
}

/** Reads `padding`. @throws InvalidInputError when it is damaged, or asks for more than memory has room for */
export function paddingFromJson(value: unknown): Padding {
  const json = objectAt(value, 'padding');
  const strategy = ownField(json, 'strategy');
  const toMultipleOf = bounded(integerField(json, 'pad_to_multiple_of', 0, 'padding.'), 'padding.pad_to_multiple_of');
  const length = strategy === 'BatchLongest'
    ? undefined
    : bounded(integerField(objectAt(strategy, 'padding.strategy'), 'Fixed', NaN, 'padding.strategy.'), 'padding.Fixed');
  const typeId = integerField(json, 'pad_type_id', 0, 'padding.');
  if (typeId > 255) throw refusal('padding.pad_type_id', 'at most 255', typeId);
  return {
    ...(length !== undefined && { length }),
    ...(toMultipleOf > 0 && { toMultipleOf }),
    direction: direction(json, 'padding'),
    id: integerField(json, 'pad_id', NaN, 'padding.'),
    token: stringField(json, 'pad_token', undefined, 'padding.'),
    typeId,
  };
}

function bounded(length: number, where: string): number {
  if (length > MAX_LENGTH) throw refusal(where, `at most ${MAX_LENGTH}`, length);
  return length;
}

function direction(json: JsonObject, where: string): 'left' | 'right' {
  const value = ownField(json, 'direction') ?? 'Right';
  if (value !== 'Left' && value !== 'Right') throw refusal(`${where}.direction`, '"Left" or "Right"', value);
  return value === 'Left' ? 'left' : 'right';
}

/** The field `truncation`. */
export function truncationJson(truncation: Truncation): JsonObject {
  const { maxLength, stride = 0, strategy = 'longestFirst', direction: end = 'right' } = truncation;
  return {
    direction: end === 'left' ? 'Left' : 'Right',
    max_length: maxLength,
    strategy: Object.keys(STRATEGIES).find((name) => STRATEGIES[name as keyof typeof STRATEGIES] === strategy)!,
    stride,
  };
}

/** The field `padding`. */
export function paddingJson({ length, toMultipleOf, direction: end, id, token, typeId = 0 }: Padding): JsonObject {
  return {
    strategy: length === undefined ? 'BatchLongest' : { Fixed: length },
    direction: end === 'left' ? 'Left' : 'Right',
    pad_to_multiple_of: toMultipleOf ?? null,
    pad_id: id,
    pad_type_id: typeId,
    pad_token: token,
  };
}
