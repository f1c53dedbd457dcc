import { InvalidInputError } from '@oneday/core';

/** Characters that make a path a pattern. */
const MAGIC = /[*?{]/;

/** A path cut where its first pattern begins. */
export interface PathPattern {
  /** The folder that is searched, `.` for the current one. */
  readonly folder: string;
  /** Tells whether a path relative to the folder, with `/` between its parts, is meant. */
  matches(path: string): boolean;
}

/**
 * A pattern of paths: `*` and `?` stand for characters of one name, `**` for any number of folders, `{a,b}` for one of
 * several. Names that begin with a dot are matched only by a pattern part that does too.
 *
 * @returns undefined for a path without any of these
 * @throws InvalidInputError when a brace is not closed
 */
export function parsePathPattern(pattern: string): PathPattern | undefined {
  if (!MAGIC.test(pattern)) return undefined;
  const parts = pattern.replaceAll('\\', '/').split('/');
  const first = parts.findIndex((part) => MAGIC.test(part));
  const folder = parts.slice(0, first).join('/');
  const expression = new RegExp(`^${parts.slice(first).map(expressionOf).join('')}$`, 'u');
  return { folder: folder === '' ? (first === 0 ? '.' : '/') : folder, matches: (path) => expression.test(path) };
}

/** The expression of one part with the slash that ends it, if it is not the last. */
function expressionOf(part: string, index: number, parts: readonly string[]): string {
  const last = index === parts.length - 1;
  if (part === '**') return last ? '(?:(?!\\.)[^/]+/)*(?!\\.)[^/]+' : '(?:(?!\\.)[^/]+/)*';
  let expression = part.startsWith('.') ? '' : '(?!\\.)';
  let depth = 0;
  for (const character of part) {
    if (character === '*') expression += '[^/]*';
    else if (character === '?') expression += '[^/]';
    else if (character === '{') expression += (depth++, '(?:');
    else if (character === '}' && depth > 0) expression += (depth--, ')');
    else if (character === ',' && depth > 0) expression += '|';
    else expression += character.replace(/[\\^$.*+?()[\]{}|]/u, '\\$&');
  }
  if (depth > 0) throw new InvalidInputError(`path pattern: every { needs a }; got ${JSON.stringify(part)}`);
  return last ? expression : `${expression}/`;
}
