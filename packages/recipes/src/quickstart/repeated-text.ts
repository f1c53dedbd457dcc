import { utf8ByteLength } from '@oneday/core';
import type { SourceText } from './corpus.ts';

/** Shortest paragraph that counts as repeated, in UTF-16 units; shorter ones are headings and words of everyday use. */
const SHORTEST_PARAGRAPH = 100;

/** Paragraphs and the blank lines between them; the blank lines have odd indices. */
const PARAGRAPHS = /(\n(?:[^\S\n]*\n)+)/u;

/** Texts without those that came before, and what was dropped. */
export interface UniqueTexts {
  readonly texts: readonly SourceText[];
  readonly duplicates: number;
}

/** Texts whose paragraphs come once, and what was dropped. */
export interface UniqueParagraphs extends UniqueTexts {
  readonly repeatedParagraphs: number;
  readonly repeatedBytes: number;
}

/** Keeps the first of equal texts, in the order given. */
export function withoutDuplicates(texts: readonly SourceText[]): UniqueTexts {
  const seen = new Set<string>();
  const unique = texts.filter(({ text }) => !seen.has(text) && seen.add(text));
  return { texts: unique, duplicates: texts.length - unique.length };
}

/**
 * Drops paragraphs of 100 and more characters that an earlier text, or the same one, has too, white space and letter
 * case aside: the licence in every README, which differs in its copyright line only. What a text has left is otherwise
 * as it was. Texts with nothing left are dropped and counted as duplicates, as are equal texts.
 */
export function withoutRepeatedParagraphs(texts: readonly SourceText[]): UniqueParagraphs {
  const unique = withoutDuplicates(texts);
  const seen = new Set<string>();
  let repeatedParagraphs = 0;
  let repeatedBytes = 0;

  function isRepeated(paragraph: string): boolean {
    const normal = paragraph.replace(/\s+/gu, ' ').trim().toLowerCase();
    if (normal.length < SHORTEST_PARAGRAPH) return false;
    if (!seen.has(normal)) {
      seen.add(normal);
      return false;
    }
    repeatedParagraphs += 1;
    repeatedBytes += utf8ByteLength(paragraph);
    return true;
  }

  const kept: SourceText[] = [];
  let emptied = 0;
  for (const source of unique.texts) {
    const pieces = source.text.split(PARAGRAPHS);
    let text = '';
    for (let at = 0; at < pieces.length; at += 2) {
      if (!isRepeated(pieces[at]!)) text += pieces[at]! + (pieces[at + 1] ?? '');
    }
    if (text.trim() === '') emptied += 1;
    else kept.push({ ...source, text });
  }
  return { texts: kept, duplicates: unique.duplicates + emptied, repeatedParagraphs, repeatedBytes };
}
