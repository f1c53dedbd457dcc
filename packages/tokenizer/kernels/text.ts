/** UTF-8 and the classes of its characters. All addresses are of bytes; at least 32 bytes behind a text are 0. */

/** Class of letters, `\p{L}`. What is of no class has 0. */
export const LETTER = 1;
/** Class of numbers, `\p{N}`. */
export const NUMBER = 2;
/** Class of white space, `\s`. */
export const WHITE_SPACE = 3;
const CLASS_BITS = 3;
/** Set for `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`, what a word of o200k may begin with, */
export const HEAD = 4;
/** and for `[\p{Ll}\p{Lm}\p{Lo}\p{M}]`, what it ends with. Letters without case, and marks, are both. */
export const TAIL = 8;

/** By code point, a byte of its class and of what it is to words. */
let traits: usize = 0;

/** @param table 0x110000 bytes */
export function useTraits(table: usize): void {
  traits = table;
}

/** Whether something may follow the text. */
let goesOn = false;

export function setGoesOn(isSo: bool): void {
  goesOn = isSo;
}

/**
 * Where something ends of which all up to `seen` was looked at: at `place`, but not before the end of a text that goes
 * on, if that was reached. What follows might move it.
 */
// @ts-ignore: decorator
@inline
export function endAt(place: usize, seen: usize, end: usize): usize {
  return goesOn && seen >= end ? end : place;
}

/** Bytes of the character that a lead byte opens. */
// @ts-ignore: decorator
@inline
export function utf8Length(lead: u32): usize {
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/** The code point of the character at a place of valid UTF-8. */
function codePointAt(at: usize): u32 {
  const lead: u32 = load<u8>(at);
  if (lead < 0x80) return lead;
  const second: u32 = load<u8>(at, 1) & 0x3f;
  if (lead < 0xe0) return ((lead & 0x1f) << 6) | second;
  const third: u32 = load<u8>(at, 2) & 0x3f;
  if (lead < 0xf0) return ((lead & 0xf) << 12) | (second << 6) | third;
  return ((lead & 0x7) << 18) | (second << 12) | (third << 6) | (load<u8>(at, 3) & 0x3f);
}

/** Class and parts of the character at a place. */
// @ts-ignore: decorator
@inline
export function traitsAt(at: usize): u32 {
  const lead: u32 = load<u8>(at);
  return load<u8>(traits + (lead < 0x80 ? lead : codePointAt(at)));
}

/** The class of the character at a place. */
// @ts-ignore: decorator
@inline
export function classAt(at: usize): u32 {
  return traitsAt(at) & CLASS_BITS;
}

/** Where the character at a place ends. */
// @ts-ignore: decorator
@inline
export function next(at: usize): usize {
  return at + utf8Length(load<u8>(at));
}

/** Where a run of characters of one class ends. */
export function runEnd(at: usize, end: usize, wanted: u32): usize {
  while (at < end && classAt(at) == wanted) at = next(at);
  return at;
}

/** Where a run of letters ends. */
export function lettersEnd(at: usize, end: usize): usize {
  while (true) {
    at = asciiLettersEnd(at, i8x16.splat(0x20));
    if (load<u8>(at) < 0x80 || at >= end || classAt(at) != LETTER) return at;
    at = next(at);
  }
}

/** Where a run of small letters, and of others that end words, ends. */
export function tailsEnd(at: usize, end: usize): usize {
  while (true) {
    at = asciiLettersEnd(at, i8x16.splat(0));
    if (load<u8>(at) < 0x80 || at >= end || (traitsAt(at) & TAIL) == 0) return at;
    at = next(at);
  }
}

/**
 * Where a run of letters of ASCII ends, 16 bytes at a time: the zeros behind a text end it.
 *
 * @param fold bits that make of other bytes, in each lane, the small letters that they count as
 */
// @ts-ignore: decorator
@inline
function asciiLettersEnd(at: usize, fold: v128): usize {
  while (true) {
    const offsets = i8x16.sub(v128.or(v128.load(at), fold), i8x16.splat(0x61));
    const others = i8x16.bitmask(i8x16.ge_u(offsets, i8x16.splat(26)));
    if (others != 0) return at + ctz(others);
    at += 16;
  }
}
