import { LETTER, NUMBER, WHITE_SPACE, characterClasses } from './character-class.ts';
import { contractionLength } from './contraction.ts';
import type { PieceScanner } from './piece-scanner.ts';
import { codePointAt, lettersEnd, runEnd, utf8Length } from './utf8.ts';
import { isNewline, newlinesEnd, whiteSpaceOrLinesEnd } from './white-space.ts';

const SPACE = 0x20;
const APOSTROPHE = 0x27;

/**
 * The pattern of cl100k (GPT-4) and Llama 3 as a scanner over UTF-8 bytes:
 * `C|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`, where C is
 * `(?i:'s|'t|'re|'ve|'m|'ll|'d)`.
 *
 * @param mostDigits how many numbers are one piece: 3, or 1 for Qwen's pattern, or whatever stands there
 */
export function cl100kScanner(mostDigits: number): PieceScanner {
  const classes = characterClasses();
  return (text, from) => {
    const { bytes, length } = text;
    const first = bytes[from]!;
    if (first === APOSTROPHE) {
      const contraction = contractionLength(bytes, from, length, 'any');
      if (contraction > 0) return from + contraction;
    }
    const found = classes[codePointAt(bytes, from)]!;
    const next = from + utf8Length(first);
    if (found === LETTER) return lettersEnd(text, next, classes);
    if (found === NUMBER) return numbersEnd(bytes, from, length, classes, mostDigits);
    // Any one character but a line break joins the letters that follow it.
    const follower = next < length ? classes[codePointAt(bytes, next)]! : WHITE_SPACE;
    if (follower === LETTER && !isNewline(first)) return lettersEnd(text, next + utf8Length(bytes[next]!), classes);
    if (found !== WHITE_SPACE) return newlinesEnd(bytes, runEnd(bytes, next, length, classes, found), length);
    if (first === SPACE && follower !== WHITE_SPACE && follower !== NUMBER) {
      return newlinesEnd(bytes, runEnd(bytes, next, length, classes, follower), length);
    }
    return whiteSpaceOrLinesEnd(text, from, classes);
  };
}

/** `\p{N}{1,most}` */
export function numbersEnd(bytes: Uint8Array, at: number, to: number, classes: Uint8Array, most: number): number {
  for (let i = 0; i < most && at < to && classes[codePointAt(bytes, at)] === NUMBER; i++) at += utf8Length(bytes[at]!);
  return at;
}
