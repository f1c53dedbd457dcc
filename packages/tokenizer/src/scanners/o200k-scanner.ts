import { propertySet } from '../pattern/pattern-sets.ts';
import type { Utf8 } from '../utf8-encoder.ts';
import { asciiLowerCaseEnd } from './ascii-runs.ts';
import { LETTER, NUMBER, WHITE_SPACE, characterClasses } from './character-class.ts';
import { numbersEnd } from './cl100k-scanner.ts';
import { contractionLength } from './contraction.ts';
import type { PieceScanner } from './piece-scanner.ts';
import { codePointAt, runEnd, utf8Length } from './utf8.ts';
import { isNewline, newlinesEnd, whiteSpaceOrLinesEnd } from './white-space.ts';

const SPACE = 0x20;
const APOSTROPHE = 0x27;
/** `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`, what a word may begin with, */
const HEAD = 1;
/** and `[\p{Ll}\p{Lm}\p{Lo}\p{M}]`, what it ends with. Letters without case, and marks, are both. */
const TAIL = 2;

/**
 * The pattern of o200k (GPT-4o) as a scanner over UTF-8 bytes, which parts words where case begins anew:
 * `X?H*T+C?|X?H+T*C?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`, where X is `[^\r\n\p{L}\p{N}]`,
 * H and T are the heads and tails above, and C is a contraction such as `'s` in any case.
 */
export function o200kScanner(): PieceScanner {
  const classes = characterClasses();
  const parts = wordParts();
  return (text, from) => {
    const { bytes, length } = text;
    const first = bytes[from]!;
    const found = classes[codePointAt(bytes, from)]!;
    if (found === NUMBER) return numbersEnd(bytes, from, length, classes, 3);
    const next = from + utf8Length(first);
    const word = found === LETTER ? wordEnd(text, from, parts) : joinedWordEnd(text, from, next, parts);
    if (word > from) return bytes[word] === APOSTROPHE ? word + contractionLength(bytes, word, length, 'any') : word;
    if (found !== WHITE_SPACE) return newlinesEnd(bytes, runEnd(bytes, next, length, classes, found), length, true);
    const follower = next < length ? classes[codePointAt(bytes, next)]! : WHITE_SPACE;
    if (first === SPACE && follower !== WHITE_SPACE && follower !== NUMBER) {
      return newlinesEnd(bytes, runEnd(bytes, next, length, classes, follower), length, true);
    }
    return whiteSpaceOrLinesEnd(text, from, classes);
  };
}

/** A word behind any one character but a line break; a mark may also begin the word itself. 0 when there is none. */
function joinedWordEnd(text: Utf8, from: number, next: number, parts: Uint8Array): number {
  const { bytes, length } = text;
  if (isNewline(bytes[from]!)) return 0;
  if (next < length && parts[codePointAt(bytes, next)] === TAIL) return tailsEnd(text, next, parts);
  const behind = next < length ? wordEnd(text, next, parts) : 0;
  if (endsInTail(bytes, next, behind, parts)) return behind;
  const isMark = parts[codePointAt(bytes, from)] === (HEAD | TAIL);
  if (isMark) return wordEnd(text, from, parts);
  return behind > next ? behind : 0;
}

/** Whether a word matches `H*T+`, not only `H+`. */
function endsInTail(bytes: Uint8Array, from: number, end: number, parts: Uint8Array): boolean {
  if (end <= from) return false;
  let at = end - 1;
  while ((bytes[at]! & 0xc0) === 0x80) at--;
  return (parts[codePointAt(bytes, at)]! & TAIL) !== 0;
}

/** `H*T+|H+T*`; `from` when nothing matches. */
function wordEnd(text: Utf8, from: number, parts: Uint8Array): number {
  const { bytes, length } = text;
  let at = from;
  let afterTail = -1;
  while (at < length) {
    const part = parts[codePointAt(bytes, at)]!;
    // Small letters: the word ends with the last of its tails.
    if (part === TAIL) return tailsEnd(text, at, parts);
    if (part === 0) break;
    at += utf8Length(bytes[at]!);
    if (part !== HEAD) afterTail = at;
  }
  // Only heads: those behind the last one that is a tail too are left to the next word.
  return afterTail === -1 ? at : afterTail;
}

/** `T*` */
function tailsEnd({ bytes, view, length }: Utf8, at: number, parts: Uint8Array): number {
  for (;;) {
    at = asciiLowerCaseEnd(view, at, length);
    if (at >= length) return length;
    const lead = bytes[at]!;
    if (lead < 0x80 || (parts[codePointAt(bytes, at)]! & TAIL) === 0) return at;
    at += utf8Length(lead);
  }
}

let table: Uint8Array | undefined;

/** By code point, whether it may begin words, and end them. */
function wordParts(): Uint8Array {
  if (table !== undefined) return table;
  table = new Uint8Array(0x110000);
  const heads = ['Lu', 'Lt', 'Lm', 'Lo', 'M'].map((name) => propertySet(name)!);
  const tails = ['Ll', 'Lm', 'Lo', 'M'].map((name) => propertySet(name)!);
  for (let point = 0; point < table.length; point++) {
    if (heads.some((set) => set.has(point))) table[point]! |= HEAD;
    if (tails.some((set) => set.has(point))) table[point]! |= TAIL;
  }
  return table;
}
