import { WHITE_SPACE, characterClasses } from './character-class.ts';

const SPACE = 0x20;
const APOSTROPHE = 0x27;
const [D, E, L, M, R, S, T, V] = [...'delmrstv'].map((letter) => letter.charCodeAt(0));

/**
 * GPT-2's pattern as a scanner over UTF-8 bytes:
 * `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
 */
export function gpt2PieceEnd(bytes: Uint8Array, from: number, to: number): number {
  const classes = characterClasses();
  const first = bytes[from]!;
  if (first === APOSTROPHE) {
    const length = contractionLength(bytes, from, to);
    if (length > 0) return from + length;
  }
  // One space joins the letters, numbers or signs that follow it.
  let at = first === SPACE && from + 1 < to ? from + 1 : from;
  const found = classes[codePointAt(bytes, at)]!;
  if (found === WHITE_SPACE) at = from;
  let last = at;
  do {
    last = at;
    at += utf8Length(bytes[at]!);
  } while (at < to && classes[codePointAt(bytes, at)] === found);
  // White space before something else leaves its last character to that.
  return found === WHITE_SPACE && at < to && last > from ? last : at;
}

/** Bytes of `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll` or `'d` at an apostrophe; 0 when there is none. */
function contractionLength(bytes: Uint8Array, at: number, to: number): number {
  if (at + 1 >= to) return 0;
  const first = bytes[at + 1];
  if (first === S || first === T || first === M || first === D) return 2;
  if (at + 2 >= to) return 0;
  const second = bytes[at + 2];
  const isPair = (second === E && (first === R || first === V)) || (second === L && first === L);
  return isPair ? 3 : 0;
}

function utf8Length(lead: number): number {
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

function codePointAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return lead;
  const second = bytes[at + 1]! & 0x3f;
  if (lead < 0xe0) return ((lead & 0x1f) << 6) | second;
  const third = bytes[at + 2]! & 0x3f;
  if (lead < 0xf0) return ((lead & 0xf) << 12) | (second << 6) | third;
  return ((lead & 0x7) << 18) | (second << 12) | (third << 6) | (bytes[at + 3]! & 0x3f);
}
