/** Where pieces end by the known patterns; the expressions stand in src/known-patterns.ts. */

import { contractionLength } from './contraction';
import {
  HEAD, LETTER, NUMBER, TAIL, WHITE_SPACE, classAt, endAt, lettersEnd, next, runEnd, tailsEnd, traitsAt,
} from './text';
import { isNewline, newlinesEnd, whiteSpaceEnd } from './white-space';

const SPACE = 0x20;
const APOSTROPHE = 0x27;

/** GPT-2's pattern. */
export function gpt2End(from: usize, end: usize): usize {
  // One space joins the letters, numbers or signs that follow it.
  const at = from + usize(load<u8>(from) == SPACE && from + 1 < end);
  const found = classAt(at);
  if (found == LETTER) return lettersEnd(at, end);
  if (found == WHITE_SPACE) return whiteSpaceEnd(from, end, false);
  const contraction = contractionLength(from, false);
  return contraction > 0 ? from + contraction : runEnd(next(at), end, found);
}

/** The pattern of cl100k. @param mostDigits how many numbers are one piece */
export function cl100kEnd(from: usize, end: usize, mostDigits: i32): usize {
  const first: u32 = load<u8>(from);
  const contraction = contractionLength(from, true);
  if (contraction > 0) return from + contraction;
  const found = classAt(from);
  const second = next(from);
  if (found == LETTER) return lettersEnd(second, end);
  if (found == NUMBER) return numbersEnd(from, end, mostDigits);
  // Any one character but a line break joins the letters that follow it.
  const follower = second < end ? classAt(second) : WHITE_SPACE;
  if (follower == LETTER && !isNewline(first)) return lettersEnd(next(second), end);
  return signsOrWhiteSpaceEnd(from, end, found, follower, false);
}

/** The pattern of o200k, which parts words where case begins anew. */
export function o200kEnd(from: usize, end: usize): usize {
  const found = classAt(from);
  if (found == NUMBER) return numbersEnd(from, end, 3);
  const word = found == LETTER ? wordEnd(from, end) : joinedWordEnd(from, end);
  if (word > from) return load<u8>(word) == APOSTROPHE ? word + contractionLength(word, true) : word;
  const second = next(from);
  return signsOrWhiteSpaceEnd(from, end, found, second < end ? classAt(second) : WHITE_SPACE, true);
}

/** `\p{N}{1,most}` */
function numbersEnd(at: usize, end: usize, most: i32): usize {
  for (let i = 0; i < most && at < end && classAt(at) == NUMBER; i++) at = next(at);
  return at;
}

/** ` ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`, with `[\r\n/]*` where asked. */
function signsOrWhiteSpaceEnd(from: usize, end: usize, found: u32, follower: u32, withSlashes: bool): usize {
  const second = next(from);
  if (found != WHITE_SPACE) return newlinesEnd(runEnd(second, end, found), withSlashes);
  if (load<u8>(from) == SPACE && follower != WHITE_SPACE && follower != NUMBER) {
    return newlinesEnd(runEnd(second, end, follower), withSlashes);
  }
  return whiteSpaceEnd(from, end, true);
}

/** A word behind any one character but a line break; a mark may also begin the word itself. 0 when there is none. */
function joinedWordEnd(from: usize, end: usize): usize {
  if (isNewline(load<u8>(from))) return 0;
  const second = next(from);
  if (second < end && (traitsAt(second) & (HEAD | TAIL)) == TAIL) return tailsEnd(second, end);
  const behind: usize = second < end ? wordEnd(second, end) : 0;
  if (endsInTail(second, behind)) return behind;
  const isMark = (traitsAt(from) & (HEAD | TAIL)) == (HEAD | TAIL);
  if (isMark) return wordEnd(from, end);
  return behind > second ? behind : 0;
}

/** Whether a word matches `H*T+`, not only `H+`. */
function endsInTail(from: usize, end: usize): bool {
  if (end <= from) return false;
  let at = end - 1;
  while ((load<u8>(at) & 0xc0) == 0x80) at--;
  return (traitsAt(at) & TAIL) != 0;
}

/** `H*T+|H+T*`, of heads and tails; `from` when nothing matches. */
function wordEnd(from: usize, end: usize): usize {
  let at = from;
  let afterTail: usize = 0;
  while (at < end) {
    const part = traitsAt(at) & (HEAD | TAIL);
    // Small letters: the word ends with the last of its tails.
    if (part == TAIL) return tailsEnd(at, end);
    if (part == 0) break;
    at = next(at);
    if (part != HEAD) afterTail = at;
  }
  // Only heads: those behind the last one that is a tail too are left to the next word.
  return endAt(afterTail == 0 ? at : afterTail, at, end);
}
