import { propertySet } from '../pattern/pattern-sets.ts';
import { LETTER, NUMBER, WHITE_SPACE, characterClasses } from './character-class.ts';
import { numbersEnd } from './cl100k-scanner.ts';
import { contractionLength } from './contraction.ts';
import type { PieceScanner } from './piece-scanner.ts';
import { codePointAt, runEnd, utf8Length } from './utf8.ts';
import { isNewline, newlinesEnd, whiteSpaceOrLinesEnd } from './white-space.ts';

const SPACE = 0x20;
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
  return (bytes, from, to) => {
    const first = bytes[from]!;
    const point = codePointAt(bytes, from);
    const found = classes[point]!;
    if (found === NUMBER) return numbersEnd(bytes, from, to, classes, 3);
    const next = from + utf8Length(first);
    const word = found === LETTER ? wordEnd(bytes, from, to, parts) : joinedWordEnd(bytes, from, next, to, parts);
    if (word > from) return word + contractionLength(bytes, word, to, 'any');
    if (found !== WHITE_SPACE) return newlinesEnd(bytes, runEnd(bytes, next, to, classes, found), to, true);
    const follower = next < to ? classes[codePointAt(bytes, next)]! : WHITE_SPACE;
    if (first === SPACE && follower !== WHITE_SPACE && follower !== NUMBER) {
      return newlinesEnd(bytes, runEnd(bytes, next, to, classes, follower), to, true);
    }
    return whiteSpaceOrLinesEnd(bytes, from, to, classes);
  };
}

/** A word behind any one character but a line break; a mark may also begin the word itself. 0 when there is none. */
function joinedWordEnd(bytes: Uint8Array, from: number, next: number, to: number, parts: Uint8Array): number {
  if (isNewline(bytes[from]!)) return 0;
  const behind = next < to ? wordEnd(bytes, next, to, parts) : 0;
  if (endsInTail(bytes, next, behind, parts)) return behind;
  const isMark = parts[codePointAt(bytes, from)] === (HEAD | TAIL);
  if (isMark) return wordEnd(bytes, from, to, parts);
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
function wordEnd(bytes: Uint8Array, from: number, to: number, parts: Uint8Array): number {
  let at = from;
  let afterTail = -1;
  while (at < to) {
    const part = parts[codePointAt(bytes, at)]!;
    if ((part & HEAD) === 0) {
      if (part === 0) break;
      // Small letters: the word ends with the last of its tails.
      do at += utf8Length(bytes[at]!); while (at < to && (parts[codePointAt(bytes, at)]! & TAIL) !== 0);
      return at;
    }
    at += utf8Length(bytes[at]!);
    if ((part & TAIL) !== 0) afterTail = at;
  }
  // Only heads: those behind the last one that is a tail too are left to the next word.
  return afterTail === -1 ? at : afterTail;
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
