/** The ends of white space, as the patterns have them. */

import { WHITE_SPACE, classAt, endAt, next } from './text';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SLASH = 0x2f;

/** Whether a byte is a line feed or a carriage return. */
// @ts-ignore: decorator
@inline
export function isNewline(byte: u32): bool {
  return byte == LINE_FEED || byte == CARRIAGE_RETURN;
}

/** Where line feeds and carriage returns end, and slashes too where asked. The zeros behind a text end them. */
export function newlinesEnd(at: usize, withSlashes: bool): usize {
  while (true) {
    const byte: u32 = load<u8>(at);
    if (!isNewline(byte) && !(withSlashes && byte == SLASH)) return at;
    at++;
  }
}

/** Where a run of spaces ends, 16 at a time: the zeros behind a text end it. */
function spacesEnd(at: usize): usize {
  while (true) {
    const others = i8x16.bitmask(i8x16.ne(v128.load(at), i8x16.splat(0x20)));
    if (others != 0) return at + ctz(others);
    at += 16;
  }
}

/**
 * `\s+(?!\S)|\s+`: white space before something else leaves its last character to that, unless it is the only one.
 *
 * @param from a white-space character
 * @param toLastNewline `\s*[\r\n]+|\s+(?!\S)|\s+`: white space with line breaks ends behind the last of them
 */
export function whiteSpaceEnd(from: usize, end: usize, toLastNewline: bool): usize {
  let afterNewline: usize = 0;
  let last = from;
  let at = from;
  do {
    last = at;
    if (isNewline(load<u8>(at))) afterNewline = at + 1;
    at = next(at);
    const spaces = spacesEnd(at);
    if (spaces > at) {
      at = spaces;
      last = at - 1;
    }
  } while (at < end && classAt(at) == WHITE_SPACE);
  if (toLastNewline && afterNewline != 0) return endAt(afterNewline, at, end);
  return at < end && last > from ? last : at;
}
