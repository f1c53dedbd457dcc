import type { TextPattern } from '../pattern/text-pattern.ts';
import type { PreTokenizer } from '../pipeline/contracts.ts';
import type { CodePointSet } from '../unicode/code-point-set.ts';
import { cut } from './cut.ts';
import type { CutBehavior } from './cut.ts';

/** `Split`: cuts at the matches of a pattern, or with `invert` at what lies between them. */
export function split(pattern: TextPattern, behavior: CutBehavior, invert: boolean): PreTokenizer {
  return {
    preTokenize: (text, output) => cut(text, pattern.matches(text.text), behavior, invert, output),
    toJSON: () => ({ type: 'Split', pattern: pattern.toJSON(), behavior, invert }),
  };
}

/** `CharDelimiterSplit`: cuts at a character and removes it. */
export function characterDelimiterSplit(delimiter: string): PreTokenizer {
  const isDelimiter = (point: number) => point === delimiter.codePointAt(0);
  return {
    preTokenize: (text, output) => cut(text, matchesWhere(text.text, isDelimiter), 'Removed', false, output),
    toJSON: () => ({ type: 'CharDelimiterSplit', delimiter }),
  };
}

/** The matches of a set of characters, each by itself. */
export function matchesIn(text: string, set: CodePointSet): number[] {
  return matchesWhere(text, (point) => set.has(point));
}

/** The characters for which something holds, each as a match by itself. */
export function matchesWhere(text: string, isMatch: (point: number) => boolean): number[] {
  const found: number[] = [];
  for (let at = 0; at < text.length;) {
    const point = text.codePointAt(at)!;
    const end = at + (point > 0xffff ? 2 : 1);
    if (isMatch(point)) found.push(at, end);
    at = end;
  }
  return found;
}
