import { randomBits, seedKey } from '@oneday/core';

const WORDS = ['the', 'quick', 'brown', 'fox', 'jumps', 'over', 'a', 'lazy', 'dog', 'and', 'sleeps', 'well'] as const;

/** Sentences of some words, the same for the same number of words: a text with something to learn. */
export function generatedText(words: number): string {
  const chosen = Array.from(randomBits(seedKey(7), words), (bits) => WORDS[bits % WORDS.length]!);
  return chosen.map((word, i) => `${word}${i % 9 === 8 ? '.\n' : ' '}`).join('');
}
