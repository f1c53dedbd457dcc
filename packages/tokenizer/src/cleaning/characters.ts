import { cleaner } from './cleaner.ts';
import type { Cleaner } from './cleaner.ts';

/** All of category Cc but tab and line feed; a carriage return is a line end by itself or with the line feed. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Control characters go; all line ends become line feeds. */
export function removeControlCharacters(): Cleaner {
  return cleaner('control characters go, line ends become line feeds', (text) => (
    text.replaceAll(/\r\n?|\u0085/g, '\n').replaceAll(CONTROLS, '')
  ));
}

/**
 * Zero-width spaces, word joiners, soft hyphens, byte order marks and marks of writing direction go. Joiners stay, as
 * they change what Persian, Hindi and emoji say.
 */
export function removeZeroWidthCharacters(): Cleaner {
  return cleaner('zero-width and direction marks go', (text) => (
    text.replaceAll(/[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g, '')
  ));
}

/** Options of `removeSpecialCharacters`. */
export interface SpecialCharacterOptions {
  /** Characters that stay as well. Default `.,;:!?'"()-` and their Chinese forms. */
  readonly keep?: string;
}

const PUNCTUATION = `.,;:!?'"()-。，；：！？“”‘’（）、《》`;

/** Letters, marks, numbers and white space stay, and what is named; signs, emoji and all else become a space. */
export function removeSpecialCharacters({ keep = PUNCTUATION }: SpecialCharacterOptions = {}): Cleaner {
  const kept = new Set(keep);
  return cleaner(`characters but letters, marks, numbers, white space and ${keep} become spaces`, (text) => (
    text.replaceAll(/[^\p{L}\p{M}\p{N}\s]/gu, (character) => (kept.has(character) ? character : ' '))
  ));
}

/** Options of `collapseWhiteSpace`. */
export interface WhiteSpaceOptions {
  /** Keep line ends, at most two in a row. Default true. */
  readonly keepLines?: boolean;
}

/** Runs of white space become one space, or where lines are kept one or two line ends; none stays at the ends. */
export function collapseWhiteSpace({ keepLines = true }: WhiteSpaceOptions = {}): Cleaner {
  if (!keepLines) return cleaner('runs of white space become one space', (text) => words(text).join(' '));
  return cleaner('runs of white space become one space, of empty lines one empty line', (text) => {
    const lines = text.split(/\r\n?|[\n\u2028\u2029]/).map((line) => words(line).join(' '));
    return lines.join('\n').replaceAll(/\n{3,}/g, '\n\n').replace(/^\n+/, '').replace(/\n{1,2}$/, '');
  });
}

function words(text: string): string[] {
  return text.split(/[\s\u0085]+/).filter((word) => word !== '');
}
