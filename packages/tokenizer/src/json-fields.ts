import { InvalidInputError, isJsonObject, showValue } from '@oneday/core';
import type { JsonObject } from '@oneday/core';

/** The error for a field of a `tokenizer.json` that breaks a rule. */
export function refusal(where: string, expected: string, got: unknown): InvalidInputError {
  return new InvalidInputError(`tokenizer.json: ${where} must be ${expected}; got ${showValue(got)}`);
}

/** A field of the object itself; undefined where it is absent, whatever the prototype has. */
export function ownField(object: JsonObject, field: string): unknown {
  return Object.hasOwn(object, field) ? object[field] : undefined;
}

/** @throws InvalidInputError when the value is not a JSON object */
export function objectAt(value: unknown, where: string): JsonObject {
  if (!isJsonObject(value)) throw refusal(where, 'an object', value);
  return value;
}

/** @throws InvalidInputError when the field has another value than the only one understood */
export function expectField(object: JsonObject, field: string, expected: string | boolean, inside = ''): void {
  const value = ownField(object, field);
  if (value !== expected) throw refusal(`${inside}${field}`, showValue(expected), value);
}

/** A boolean field. @throws InvalidInputError when it is no boolean; when absent, unless that stands for something */
export function booleanField(object: JsonObject, field: string, absent: boolean | undefined, inside = ''): boolean {
  const value = ownField(object, field) ?? absent;
  if (typeof value !== 'boolean') throw refusal(`${inside}${field}`, 'true or false', value);
  return value;
}

/** A text field. @throws InvalidInputError when it is no text; when absent, unless that stands for something */
export function stringField(object: JsonObject, field: string, absent: string | undefined, inside = ''): string {
  const value = ownField(object, field) ?? absent;
  if (typeof value !== 'string') throw refusal(`${inside}${field}`, 'text', value);
  return value;
}

/** An integer field. @throws InvalidInputError when it is present and no integer from 0 to 2^31 − 1 */
export function integerField(object: JsonObject, field: string, absent: number, inside = ''): number {
  const value = ownField(object, field) ?? absent;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value >= 2 ** 31) {
    throw refusal(`${inside}${field}`, 'an integer of at least 0', value);
  }
  return value;
}

/** A field with a single character. @throws InvalidInputError when it is none */
export function characterField(object: JsonObject, field: string, inside = ''): string {
  const value = stringField(object, field, undefined, inside);
  if ([...value].length !== 1) throw refusal(`${inside}${field}`, 'a single character', value);
  return value;
}
