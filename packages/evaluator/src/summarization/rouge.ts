import { ConfigError, InvalidInputError, showValue, suggestName } from '@oneday/core';
import type { Metric } from '@oneday/core';
import { porterStem } from './porter-stemmer.ts';
import { ngramScore, subsequenceScore, summaryScore } from './rouge-scores.ts';
import type { RougeScore } from './rouge-scores.ts';

/** The variants: n-grams of one to nine words, the longest common subsequence, and that by sentence. */
export type RougeType = 'rouge1' | 'rouge2' | 'rouge3' | 'rouge4' | 'rouge5' | 'rouge6' | 'rouge7' | 'rouge8'
  | 'rouge9' | 'rougeL' | 'rougeLsum';

/** What ROUGE depends on. */
export interface RougeOptions {
  /** Default: ROUGE-1, 2, L and Lsum. */
  readonly types?: readonly RougeType[];
  /** Compare the stems of words of more than three letters, by Porter's algorithm. Default: no. */
  readonly stem?: boolean;
}

/** One summary and what it is compared with. */
export interface SummarizedText {
  /** For `rougeLsum`, one sentence a line. */
  readonly summary: string;
  /** At least one; the one with the highest F1 counts, for each variant on its own. */
  readonly references: readonly string[];
}

/** Sums over the texts seen, by variant. */
export type RougeState = { readonly count: number; readonly sums: { readonly [type: string]: RougeSums } };
type RougeSums = { readonly precision: number; readonly recall: number; readonly f1: number };

const TYPES: readonly string[] = [...Array.from({ length: 9 }, (_, i) => `rouge${i + 1}`), 'rougeL', 'rougeLsum'];
const DEFAULT_TYPES: readonly RougeType[] = ['rouge1', 'rouge2', 'rougeL', 'rougeLsum'];
/** Most cells of a table of subsequences: ten thousand words on either side. */
const MAX_CELLS = 10 ** 8;

/**
 * ROUGE (Lin 2004), each score in [0, 1], as the mean over texts, computed as Google's `rouge-score` 0.1.2 does: words
 * are runs of a to z and 0 to 9 in lower case, everything else separates them; text without such letters, Chinese for
 * one, scores 0. Equal to it to 1e-12; constant memory.
 *
 * @throws ConfigError for an unknown variant
 */
export function rouge(options: RougeOptions = {}): Metric<SummarizedText, RougeState, Record<string, RougeScore>> {
  const { types = DEFAULT_TYPES, stem = false } = options;
  const unknown = types.find((type) => !TYPES.includes(type));
  if (unknown !== undefined) {
    throw new ConfigError(`rouge: unknown variant ${showValue(unknown)}; ${suggestName(unknown, TYPES)}`);
  }
  const zero = { precision: 0, recall: 0, f1: 0 };
  return {
    name: 'rouge',
    initial: () => ({ count: 0, sums: Object.fromEntries(types.map((type) => [type, zero])) }),
    update(state, { summary, references }) {
      if (references.length === 0) {
        throw new InvalidInputError('rouge: each text needs at least one reference; got none');
      }
      const all = references.map((reference) => scores(reference, summary, types, stem));
      return merge(state, {
        count: 1, sums: Object.fromEntries(types.map((type) => [type, best(all.map((one) => one[type]!))])),
      });
    },
    merge,
    result({ count, sums }) {
      if (count === 0) throw new InvalidInputError('rouge: no texts were scored, so there is no mean');
      return Object.fromEntries(types.map((type) => {
        const { precision, recall, f1 } = sums[type]!;
        return [type, { precision: precision / count, recall: recall / count, f1: f1 / count }];
      }));
    },
  };
}

function scores(reference: string, summary: string, types: readonly RougeType[], stem: boolean) {
  const [theirs, ours] = [wordsOf(reference, stem), wordsOf(summary, stem)];
  const cells = (theirs.length + 1) * (ours.length + 1);
  if (cells > MAX_CELLS) {
    const rule = `the words of a text times those of its reference must be at most ${MAX_CELLS}`;
    throw new InvalidInputError(`rouge: ${rule}; got ${ours.length} and ${theirs.length}`);
  }
  return Object.fromEntries(types.map((type): [string, RougeScore] => {
    if (type === 'rougeL') return [type, subsequenceScore(theirs, ours)];
    if (type === 'rougeLsum') return [type, summaryScore(sentencesOf(reference, stem), sentencesOf(summary, stem))];
    return [type, ngramScore(theirs, ours, Number(type.slice('rouge'.length)))];
  }));
}

function sentencesOf(text: string, stem: boolean): string[][] {
  return text.split('\n').map((line) => wordsOf(line, stem));
}

function wordsOf(text: string, stem: boolean): string[] {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return stem ? words.map((word) => (word.length > 3 ? porterStem(word) : word)) : [...words];
}

/** The first score with the highest F1. */
function best(all: readonly RougeScore[]): RougeScore {
  return all.reduce((highest, score) => (score.f1 > highest.f1 ? score : highest));
}

function merge(a: RougeState, b: RougeState): RougeState {
  const sums = Object.entries(a.sums).map(([type, left]): [string, RougeSums] => {
    const right = b.sums[type];
    if (right === undefined) {
      throw new InvalidInputError(`rouge: states to merge must have the same variants; one has no ${type}`);
    }
    return [type, {
      precision: left.precision + right.precision, recall: left.recall + right.recall, f1: left.f1 + right.f1,
    }];
  });
  return { count: a.count + b.count, sums: Object.fromEntries(sums) };
}
