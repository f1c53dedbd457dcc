import { randomBits, seedKey } from '@oneday/core';
import type { TextDocument } from '@oneday/data';
import type { CorpusPart } from '../quickstart/corpus.ts';

const WORDS = ['the', 'quick', 'brown', 'fox', 'jumps', 'over', 'a', 'lazy', 'dog', 'and', 'sleeps', 'well'] as const;

/** Sentences of some words, the same for the same number of words: a text with something to learn. */
export function generatedText(words: number): string {
  const chosen = Array.from(randomBits(seedKey(7), words), (bits) => WORDS[bits % WORDS.length]!);
  return chosen.map((word, i) => `${word}${i % 9 === 8 ? '.\n' : ' '}`).join('');
}

/** All documents of one side of a split, pieces as they come. */
export async function drainDocuments(part: CorpusPart): Promise<TextDocument[]> {
  await using stream = part.documents();
  const documents: TextDocument[] = [];
  for (let chunk = await stream.next(); chunk !== undefined; chunk = await stream.next()) documents.push(...chunk);
  return documents;
}
