import type { JsonObject } from '@oneday/core';
import { objectAt, ownField, refusal } from '../json-fields.ts';
import { Pattern } from './pattern.ts';

/** What a component looks for in a text: a string, or what a pattern matches. */
export interface TextPattern {
  /** Start and end of each match, in UTF-16 units. */
  matches(text: string): number[];
  /** The field `pattern` of the component. */
  toJSON(): { readonly String: string } | { readonly Regex: string };
}

/** Longest string looked for, in UTF-16 units. */
const MAX_UNITS = 10_000;

/** Finds a string, everywhere between characters when it is empty. */
export function stringPattern(wanted: string): TextPattern {
  return { matches: (text) => matchesOf(wanted, text), toJSON: () => ({ String: wanted }) };
}

/** Finds what a regular expression matches. @throws InvalidInputError as `Pattern` does */
export function regexPattern(source: string): TextPattern {
  const pattern = new Pattern(source);
  return { matches: (text) => pattern.matches(text), toJSON: () => ({ Regex: source }) };
}

/** Reads the field `pattern`. */
export function textPatternFromJson(json: JsonObject, where: string): TextPattern {
  const pattern = objectAt(ownField(json, 'pattern'), `${where}.pattern`);
  const regex = ownField(pattern, 'Regex');
  if (typeof regex === 'string') return regexPattern(regex);
  const wanted = ownField(pattern, 'String');
  if (typeof wanted !== 'string' || wanted.length > MAX_UNITS) {
    throw refusal(`${where}.pattern`, `a String of at most ${MAX_UNITS} UTF-16 units or a Regex`, wanted ?? regex);
  }
  return stringPattern(wanted);
}

function matchesOf(wanted: string, text: string): number[] {
  if (wanted === '') return new Pattern('').matches(text);
  const found: number[] = [];
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) {
    found.push(at, at + wanted.length);
  }
  return found;
}
