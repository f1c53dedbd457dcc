import { commonLength, commonPlaces } from './common-subsequence.ts';

/** How much of a summary is in its reference, and of the reference in it; each in [0, 1]. */
export interface RougeScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Overlap of n-grams. */
export function ngramScore(reference: readonly string[], summary: readonly string[], n: number): RougeScore {
  const [theirs, ours] = [ngramCounts(reference, n), ngramCounts(summary, n)];
  let overlap = 0;
  for (const [ngram, count] of theirs) overlap += Math.min(count, ours.get(ngram) ?? 0);
  // Where a side has no n-gram there is no overlap, and 0 over 1 is 0.
  const ngrams = (words: readonly string[]) => Math.max(1, words.length - n + 1);
  return scoreOf(overlap / ngrams(summary), overlap / ngrams(reference));
}

/** The longest common subsequence of two texts. */
export function subsequenceScore(reference: readonly string[], summary: readonly string[]): RougeScore {
  if (reference.length === 0 || summary.length === 0) return scoreOf(0, 0);
  const common = commonLength(reference, summary);
  return scoreOf(common / summary.length, common / reference.length);
}

/**
 * Subsequences by sentence: a reference's sentence is covered where one of its longest common subsequences with any
 * sentence of the summary is. A word counts at most as often as either text has it, as in ROUGE 1.5.5.
 */
export function summaryScore(
  reference: readonly (readonly string[])[], summary: readonly (readonly string[])[],
): RougeScore {
  const [theirs, ours] = [wordCounts(reference), wordCounts(summary)];
  const [theirLength, ourLength] = [reference.flat().length, summary.flat().length];
  if (theirLength === 0 || ourLength === 0) return scoreOf(0, 0);
  let hits = 0;
  for (const sentence of reference) {
    const covered = new Set(summary.flatMap((other) => commonPlaces(sentence, other)));
    for (const at of covered) {
      const word = sentence[at]!;
      const [ourCount, theirCount] = [ours.get(word) ?? 0, theirs.get(word)!];
      if (ourCount === 0 || theirCount === 0) continue;
      hits++;
      ours.set(word, ourCount - 1);
      theirs.set(word, theirCount - 1);
    }
  }
  return scoreOf(hits / ourLength, hits / theirLength);
}

function scoreOf(precision: number, recall: number): RougeScore {
  const sum = precision + recall;
  return { precision, recall, f1: sum > 0 ? (2 * precision * recall) / sum : 0 };
}

function ngramCounts(words: readonly string[], n: number): Map<string, number> {
  // Words have no space in them.
  return counted(Array.from({ length: Math.max(0, words.length - n + 1) }, (_, i) => words.slice(i, i + n).join(' ')));
}

function wordCounts(sentences: readonly (readonly string[])[]): Map<string, number> {
  return counted(sentences.flat());
}

function counted(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
