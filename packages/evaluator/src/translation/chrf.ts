import { ConfigError, InvalidInputError, showValue } from '@oneday/core';
import type { Metric } from '@oneday/core';
import { formatFixed } from '../text/format-fixed.ts';
import { CharacterNgramCounter } from './character-ngram-counter.ts';
import { chrfScore } from './chrf-score.ts';
import { signature, yesOrNo } from './signature.ts';
import { mergeReferenceCounts, NO_SEGMENTS, referenceCountsOf, requireSegments } from './translated-segment.ts';
import type { ReferenceCounts, TranslatedSegment } from './translated-segment.ts';

/** What chrF depends on. The defaults are sacrebleu's. */
export interface ChrfOptions {
  /** Longest n-grams of characters, 1 to 16. Default: 6. */
  readonly characterOrder?: number;
  /** Longest n-grams of words, 0 to 16; 2 is chrF++. Default: 0. */
  readonly wordOrder?: number;
  /** Recall counts β² times as much as precision. Default: 2. */
  readonly beta?: number;
  /** Compare in lower case. Default: no. */
  readonly lowercase?: boolean;
  /** Count white space as characters. Default: no. */
  readonly whitespace?: boolean;
  /** Smooth orders without n-grams by a tiny number, as chrF++.py and Moses do, and leave none out. Default: no. */
  readonly epsilonSmoothing?: boolean;
}

/** Sums over the segments seen; their number does not change its size. */
export type ChrfState = {
  readonly references: ReferenceCounts;
  /** By order, first of characters, then of words: n-grams of the hypotheses, of the references, and of both. */
  readonly counts: readonly number[];
};

/** A chrF score. */
export interface ChrfResult {
  /** 0 to 100. */
  readonly score: number;
  /** sacrebleu's signature: what the score depends on. */
  readonly signature: string;
  /** sacrebleu's line for people. */
  readonly text: string;
}

/**
 * chrF (Popović 2015) and chrF++ (Popović 2017) of a corpus, 0 to 100, as sacrebleu 2.6 computes them: the F-score of
 * the mean precision and the mean recall over the orders of n-grams of characters, and of words with `wordOrder`. Of
 * several references the one with the best score for its segment counts. Equal to sacrebleu's to 1e-12; constant
 * memory.
 *
 * @throws ConfigError for a number out of range
 */
export function chrf(options: ChrfOptions = {}): Metric<TranslatedSegment, ChrfState, ChrfResult> {
  const { characterOrder = 6, wordOrder = 0, beta = 2 } = options;
  const { lowercase = false, whitespace = false, epsilonSmoothing = false } = options;
  requireOrder('characterOrder', characterOrder, 1);
  requireOrder('wordOrder', wordOrder, 0);
  if (!(beta > 0 && beta < Infinity)) throw new ConfigError(`chrf: beta must be above 0; got ${showValue(beta)}`);
  const settings = {
    case: lowercase ? 'lc' : 'mixed', eff: yesOrNo(!epsilonSmoothing), nc: characterOrder, nw: wordOrder,
    space: yesOrNo(whitespace),
  };
  const title = `chrF${beta}${'+'.repeat(wordOrder)}`;
  const counter = new CharacterNgramCounter({ characterOrder, wordOrder, whitespace });
  const prepare = (text: string) => (lowercase ? text.toLowerCase() : text);
  const score = (counts: readonly number[]) => chrfScore(counts, { beta, epsilonSmoothing });
  return {
    name: 'chrf',
    initial: () => ({
      references: NO_SEGMENTS, counts: new Array<number>(3 * (characterOrder + wordOrder)).fill(0),
    }),
    update(state, segment) {
      const references = referenceCountsOf('chrf', segment);
      const counts = counter.count(prepare(segment.hypothesis), segment.references.map(prepare));
      return sum(state, { references, counts: bestOf(counts, score) });
    },
    merge: sum,
    result({ references, counts }) {
      requireSegments('chrf', references);
      const value = score(counts);
      return { score: value, signature: signature(references, settings), text: `${title} = ${formatFixed(value, 2)}` };
    },
  };
}

function requireOrder(name: string, order: number, least: number): void {
  if (Number.isSafeInteger(order) && order >= least && order <= 16) return;
  throw new ConfigError(`chrf: ${name} must be an integer in ${least}…16; got ${showValue(order)}`);
}

/** The first of the counts with the highest score. */
function bestOf(counts: readonly (readonly number[])[], score: (counts: readonly number[]) => number) {
  if (counts.length === 1) return counts[0]!;
  const scores = counts.map(score);
  return counts[scores.indexOf(Math.max(...scores))]!;
}

function sum(a: ChrfState, b: ChrfState): ChrfState {
  if (a.counts.length !== b.counts.length) {
    const got = `got ${a.counts.length / 3} and ${b.counts.length / 3}`;
    throw new InvalidInputError(`chrf: states to merge must count the same orders; ${got}`);
  }
  return {
    references: mergeReferenceCounts(a.references, b.references),
    counts: a.counts.map((count, i) => count + b.counts[i]!),
  };
}
