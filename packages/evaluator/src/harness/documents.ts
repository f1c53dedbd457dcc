import { InvalidInputError, isJsonObject, parseJson, showValue } from '@oneday/core';
import type { JsonObject } from '@oneday/core';

/** One item of a task: its fields by name. */
export type TaskDocument = JsonObject;

/** Longest line of JSON lines, in UTF-16 units. */
const MAX_LINE = 2 ** 24;
/** Longest list in JSON, in UTF-16 units. */
const MAX_LIST = 2 ** 28;

/**
 * The documents of JSON lines: an object a line; empty lines are passed over.
 *
 * @param what the name of their origin; it opens the error line
 * @throws InvalidInputError for a line that is no JSON object
 */
export function jsonlDocuments(text: string, what: string): TaskDocument[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [] as TaskDocument[];
    const where = `${what}: line ${i + 1}`;
    const document = parseJson(line, where, MAX_LINE);
    if (isJsonObject(document)) return [document];
    throw new InvalidInputError(`${where}: an object is expected; got ${showValue(document)}`);
  });
}

/**
 * The documents of a JSON list of objects.
 *
 * @param what the name of their origin; it opens the error line
 * @throws InvalidInputError when it is no such list
 */
export function jsonDocuments(text: string, what: string): TaskDocument[] {
  const documents = parseJson(text, what, MAX_LIST);
  if (Array.isArray(documents) && documents.every(isJsonObject)) return documents;
  throw new InvalidInputError(`${what}: a list of objects is expected; got ${showValue(documents)}`);
}

/**
 * The documents of comma-separated values (RFC 4180) whose first row names the fields. All values are texts.
 *
 * @param what the name of their origin; it opens the error line
 * @throws InvalidInputError for a row with more or fewer values than names, names that are twice there, or a quote that
 *   is not closed
 */
export function csvDocuments(text: string, what: string): TaskDocument[] {
  const [names, ...rows] = csvRows(text, what);
  if (names === undefined) return [];
  if (new Set(names).size < names.length) {
    throw new InvalidInputError(`${what}: each field needs a name of its own; got ${showValue(names)}`);
  }
  return rows.map((row, i) => {
    if (row.length !== names.length) {
      const rule = `row ${i + 2} must have ${names.length} values, as the first`;
      throw new InvalidInputError(`${what}: ${rule}; got ${row.length}`);
    }
    return Object.fromEntries(names.map((name, at) => [name, row[at]!]));
  });
}

function csvRows(text: string, what: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  // A quoted value with its comma or line end, or a plain one.
  const value = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  while (value.lastIndex < text.length || row.length > 0) {
    const at = value.lastIndex;
    const found = value.exec(text);
    if (found === null) {
      const rule = 'quotes stand around whole values and are closed';
      throw new InvalidInputError(`${what}: ${rule}; got ${showValue(text.slice(at, at + 40))} at ${at}`);
    }
    row.push(found[1]?.replaceAll('""', '"') ?? found[2]!);
    if (found[3] === ',') continue;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
    if (found[3] === '') break;
  }
  return rows;
}
