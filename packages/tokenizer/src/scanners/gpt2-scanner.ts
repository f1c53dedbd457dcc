import { WHITE_SPACE, characterClasses } from './character-class.ts';
import { contractionLength } from './contraction.ts';
import { codePointAt, runEnd } from './utf8.ts';
import { whiteSpaceEnd } from './white-space.ts';

const SPACE = 0x20;

/**
 * GPT-2's pattern as a scanner over UTF-8 bytes:
 * `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
 */
export function gpt2PieceEnd(bytes: Uint8Array, from: number, to: number): number {
  const classes = characterClasses();
  const contraction = contractionLength(bytes, from, to, 'lower');
  if (contraction > 0) return from + contraction;
  // One space joins the letters, numbers or signs that follow it.
  const at = bytes[from] === SPACE && from + 1 < to ? from + 1 : from;
  const found = classes[codePointAt(bytes, at)]!;
  return found === WHITE_SPACE ? whiteSpaceEnd(bytes, from, to, classes) : runEnd(bytes, at, to, classes, found);
}
