import { splitWords } from '../text/white-space.ts';

/** The ASCII punctuation that Python's `string.punctuation` lists. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;
/** Python's `\b` borders on letters and numbers of all scripts; JavaScript's on those of ASCII only. */
const ARTICLES = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

/**
 * The words of an answer as SQuAD's scripts compare them: in lower case, without ASCII punctuation, without English
 * articles.
 */
export function answerWords(answer: string): string[] {
  return splitWords(answer.toLowerCase().replace(PUNCTUATION, '').replace(ARTICLES, ' '));
}

/** 1 where two answers have the same words in the same order, else 0. */
export function exactMatch(a: readonly string[], b: readonly string[]): number {
  return a.length === b.length && a.every((word, i) => word === b[i]) ? 1 : 0;
}

/** F1 of the words that two answers share, in [0, 1]. Two answers without words have `ofNothing`. */
export function wordF1(prediction: readonly string[], answer: readonly string[], ofNothing: 0 | 1): number {
  if (prediction.length === 0 && answer.length === 0) return ofNothing;
  const left = new Map<string, number>();
  for (const word of answer) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of prediction) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    shared++;
    left.set(word, count - 1);
  }
  if (shared === 0) return 0;
  const [precision, recall] = [shared / prediction.length, shared / answer.length];
  return (2 * precision * recall) / (precision + recall);
}
