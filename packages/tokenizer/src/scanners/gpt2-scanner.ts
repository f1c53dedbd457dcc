import { LETTER, WHITE_SPACE, characterClasses } from './character-class.ts';
import { contractionLength } from './contraction.ts';
import type { PieceScanner } from './piece-scanner.ts';
import { codePointAt, lettersEnd, runEnd, utf8Length } from './utf8.ts';
import { whiteSpaceEnd } from './white-space.ts';

const SPACE = 0x20;
const APOSTROPHE = 0x27;

/**
 * GPT-2's pattern as a scanner over UTF-8 bytes:
 * `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
 */
export function gpt2Scanner(): PieceScanner {
  const classes = characterClasses();
  return (text, from) => {
    const { bytes, length } = text;
    // One space joins the letters, numbers or signs that follow it.
    const at = bytes[from] === SPACE && from + 1 < length ? from + 1 : from;
    const lead = bytes[at]!;
    const found = classes[lead < 0x80 ? lead : codePointAt(bytes, at)]!;
    if (found === LETTER) return lettersEnd(text, at + utf8Length(lead), classes);
    if (found === WHITE_SPACE) return whiteSpaceEnd(text, from, classes);
    if (bytes[from] === APOSTROPHE) {
      const contraction = contractionLength(bytes, from, length, 'lower');
      if (contraction > 0) return from + contraction;
    }
    return runEnd(bytes, at, length, classes, found);
  };
}
