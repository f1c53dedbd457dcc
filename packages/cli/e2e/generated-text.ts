import { randomBits, seedKey } from '@oneday/core';

const WORDS = [
  'the', 'king', 'queen', 'said', 'to', 'his', 'her', 'and', 'of', 'a', 'night', 'good', 'my', 'lord', 'what', 'speak',
  'father', 'away', 'Rome', 'England', 'love', 'death', 'crown', 'sword',
] as const;

/** Sentences of some words, the same every time: a small text with something to learn. */
export function generatedText(words: number): string {
  const chosen = Array.from(randomBits(seedKey(11), words), (bits) => WORDS[bits % WORDS.length]!);
  return chosen.map((word, i) => `${word}${i % 9 === 8 ? '.\n' : ' '}`).join('');
}

/** Settings that make char-gpt so small that a step takes no time. */
export const TINY = [
  'model.layers=1', 'model.heads=2', 'model.width=16', 'model.context=16', 'training.batch=4', 'training.warmupSteps=2',
].flatMap((setting) => ['--set', setting]);
