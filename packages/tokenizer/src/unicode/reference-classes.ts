import { CodePointSet } from './code-point-set.ts';
import {
  COMBINING_MARK_RANGES,
  CONTROL_RANGES,
  NONSPACING_MARK_RANGES,
  NUMERIC_RANGES,
  PUNCTUATION_RANGES,
  WORD_RANGES,
} from './reference-ranges.ts';

/** Word characters of the Whitespace pre-tokenizer and of added tokens that must be whole words. */
export const wordCharacters = CodePointSet.ofRanges(WORD_RANGES);
/** Punctuation, and all ASCII signs. */
export const punctuation = CodePointSet.ofRanges(PUNCTUATION_RANGES);
/** Digits and other numbers. */
export const numerics = CodePointSet.ofRanges(NUMERIC_RANGES);
/** What BertNormalizer removes: control, format, private and unassigned characters, U+0000 and U+FFFD. */
export const controls = CodePointSet.ofRanges(CONTROL_RANGES);
/** What BertNormalizer calls accents, once they stand alone. */
export const nonspacingMarks = CodePointSet.ofRanges(NONSPACING_MARK_RANGES);
/** What StripAccents calls accents. */
export const combiningMarks = CodePointSet.ofRanges(COMBINING_MARK_RANGES);

/** White space as Unicode has it (`White_Space`), unlike JavaScript's `\s`: with U+0085, without U+FEFF. */
export function isWhiteSpace(point: number): boolean {
  if (point <= 0x20) return point === 0x20 || (point >= 0x9 && point <= 0xd);
  if (point < 0x2000) return point === 0x85 || point === 0xa0 || point === 0x1680;
  return point <= 0x200a || point === 0x2028 || point === 0x2029 || point === 0x202f || point === 0x205f
    || point === 0x3000;
}
