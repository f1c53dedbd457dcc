import type { Utf8 } from '../utf8-encoder.ts';
import { fourSpacesEnd } from './ascii-runs.ts';
import { WHITE_SPACE } from './character-class.ts';
import { codePointAt, utf8Length } from './utf8.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Whether a byte is a line feed or a carriage return. */
export function isNewline(byte: number): boolean {
  return byte === LINE_FEED || byte === CARRIAGE_RETURN;
}

/** Where line feeds and carriage returns end, and slashes too where asked. */
export function newlinesEnd(bytes: Uint8Array, at: number, to: number, withSlashes = false): number {
  while (at < to && (isNewline(bytes[at]!) || (withSlashes && bytes[at] === 0x2f))) at++;
  return at;
}

/**
 * `\s+(?!\S)|\s+`: white space before something else leaves its last character to that, unless it is the only one.
 *
 * @param from a white-space character
 */
export function whiteSpaceEnd({ bytes, view, length }: Utf8, from: number, classes: Uint8Array): number {
  let last = from;
  let at = from;
  do {
    last = at;
    at += utf8Length(bytes[at]!);
    const spaces = fourSpacesEnd(view, at, length);
    if (spaces > at) last = (at = spaces) - 1;
  } while (at < length && classes[codePointAt(bytes, at)] === WHITE_SPACE);
  return at < length && last > from ? last : at;
}

/** `\s*[\r\n]+|\s+(?!\S)|\s+`: to the last line break of the white space, or as {@link whiteSpaceEnd}. */
export function whiteSpaceOrLinesEnd({ bytes, view, length }: Utf8, from: number, classes: Uint8Array): number {
  let afterNewline = -1;
  let last = from;
  let at = from;
  do {
    last = at;
    if (isNewline(bytes[at]!)) afterNewline = at + 1;
    at += utf8Length(bytes[at]!);
    const spaces = fourSpacesEnd(view, at, length);
    if (spaces > at) last = (at = spaces) - 1;
  } while (at < length && classes[codePointAt(bytes, at)] === WHITE_SPACE);
  if (afterNewline !== -1) return afterNewline;
  return at < length && last > from ? last : at;
}
