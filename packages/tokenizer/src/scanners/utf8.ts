import type { Utf8 } from '../utf8-encoder.ts';
import { asciiLettersEnd } from './ascii-runs.ts';
import { LETTER } from './character-class.ts';

/** Bytes of the character that a lead byte opens. */
export function utf8Length(lead: number): number {
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/** The code point of the character at a place of valid UTF-8. */
export function codePointAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return lead;
  const second = bytes[at + 1]! & 0x3f;
  if (lead < 0xe0) return ((lead & 0x1f) << 6) | second;
  const third = bytes[at + 2]! & 0x3f;
  if (lead < 0xf0) return ((lead & 0xf) << 12) | (second << 6) | third;
  return ((lead & 0x7) << 18) | (second << 12) | (third << 6) | (bytes[at + 3]! & 0x3f);
}

/**
 * Where a run of characters of one class ends.
 *
 * @param classes the class of each code point
 * @param at start of a character, or `to`
 */
export function runEnd(bytes: Uint8Array, at: number, to: number, classes: Uint8Array, wanted: number): number {
  while (at < to) {
    const lead = bytes[at]!;
    if (lead < 0x80) {
      if (classes[lead] !== wanted) return at;
      at++;
    } else {
      if (classes[codePointAt(bytes, at)] !== wanted) return at;
      at += utf8Length(lead);
    }
  }
  return at;
}

/** Where a run of letters ends. @param at start of a character, or the end of the text */
export function lettersEnd({ bytes, view, length }: Utf8, at: number, classes: Uint8Array): number {
  for (;;) {
    at = asciiLettersEnd(view, at, length);
    if (at >= length) return length;
    const lead = bytes[at]!;
    if (lead < 0x80 || classes[codePointAt(bytes, at)] !== LETTER) return at;
    at += utf8Length(lead);
  }
}
