import { InvalidInputError } from './errors.ts';

/** What `JSON.parse` can give: plain data that travels to files and workers. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object, the `{…}` case of `Json`. */
export type JsonObject = { readonly [key: string]: Json };

/** True for the `{…}` case of JSON: not null, not an array, not a scalar. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Parses JSON that comes from outside.
 *
 * @param text the JSON text
 * @param what the name of its origin, e.g. the file's path; it opens the error line
 * @param maxCharacters longest text accepted, in UTF-16 units; longer ones are refused before parsing
 * @throws InvalidInputError when the text is too long or is not JSON
 */
export function parseJson(text: string, what: string, maxCharacters: number): Json {
  if (text.length > maxCharacters) {
    throw new InvalidInputError(`${what}: JSON of at most ${maxCharacters} characters expected; got ${text.length}`);
  }
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new InvalidInputError(`${what}: not valid JSON (${oneLine(cause)})`, { cause });
  }
}

/**
 * A short, single-line form of any value for an error message: JSON where possible, cut at 60 characters.
 * Never throws, and never walks a large value to its end only to cut it off.
 */
export function showValue(value: unknown): string {
  return show(value, 2);
}

function show(value: unknown, levels: number): string {
  if (typeof value === 'string') return clip(JSON.stringify(value.slice(0, 80)));
  if (Array.isArray(value)) {
    if (levels === 0) return '[…]';
    const shown = value.slice(0, 8).map((element) => show(element, levels - 1));
    return clip(`[${shown.join(',')}${value.length > shown.length ? ',…' : ''}]`);
  }
  if (typeof value === 'object' && value !== null) return clip(`{${Object.keys(value).slice(0, 8).join(', ')}}`);
  if (typeof value === 'function') return 'a function';
  return clip(String(value));
}

function clip(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

function oneLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.replace(/\s+/g, ' ').slice(0, 120);
}
