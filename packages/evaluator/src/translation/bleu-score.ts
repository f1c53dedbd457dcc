/** How BLEU treats orders without a match: option `smoothing` of `bleu`. */
export type BleuSmoothing = 'none' | 'floor' | 'add-k' | 'exp';

/** What BLEU is computed from. */
export interface BleuCounts {
  /** Words of the hypotheses, and of the references that are closest to them in length. */
  readonly hypothesisLength: number;
  readonly referenceLength: number;
  /** By order, from 1: n-grams of the hypotheses that are in a reference too, and all of them. */
  readonly matches: readonly number[];
  readonly totals: readonly number[];
}

/** How counts become a score. */
export interface BleuScoring {
  readonly smoothing: BleuSmoothing;
  /** For `floor` and `add-k`. */
  readonly smoothingValue: number;
  /** Leave out orders of which the hypothesis has no n-gram: for single sentences. */
  readonly effectiveOrder: boolean;
}

/** What the counts come to. */
export interface BleuFigures {
  /** 0 to 100. */
  readonly score: number;
  /** By order, 0 to 100, smoothed. */
  readonly precisions: readonly number[];
  readonly brevityPenalty: number;
}

/** sacrebleu's logarithm of 0: far enough down that the score is 0, yet finite. */
const LOG_OF_ZERO = -9999999999;

/**
 * BLEU (Papineni et al. 2002): brevity penalty times the geometric mean of the n-gram precisions. Where an order has no
 * match (Chen and Cherry 2014, "A Systematic Comparison of Smoothing Techniques for Sentence-Level BLEU"):
 *
 * - `none`: its precision is 0, and so is the score;
 * - `floor`: `smoothingValue` matches are counted;
 * - `add-k`: `smoothingValue` is added to matches and totals of every order above 1;
 * - `exp`: half a match is counted for the first such order, a quarter for the second, and so on.
 *
 * Without a single match the score is 0, whatever the smoothing.
 */
export function bleuScore(counts: BleuCounts, scoring: BleuScoring): BleuFigures {
  const { hypothesisLength, referenceLength, matches } = counts;
  const brevityPenalty = penalty(hypothesisLength, referenceLength);
  const maxOrder = matches.length;
  const precisions = new Array<number>(maxOrder).fill(0);
  if (matches.every((count) => count === 0)) return { score: 0, precisions, brevityPenalty };
  const { smoothing, smoothingValue, effectiveOrder } = scoring;
  let order = maxOrder;
  let halvings = 1;
  for (let n = 0; n < maxOrder; n++) {
    const added = smoothing === 'add-k' && n > 0 ? smoothingValue : 0;
    const match = matches[n]! + added;
    const total = counts.totals[n]! + added;
    if (total === 0) break;
    if (effectiveOrder) order = n + 1;
    if (match > 0) {
      precisions[n] = (100 * match) / total;
    } else if (smoothing === 'exp') {
      halvings *= 2;
      precisions[n] = 100 / (halvings * total);
    } else if (smoothing === 'floor') {
      precisions[n] = (100 * smoothingValue) / total;
    }
  }
  let logSum = 0;
  for (let n = 0; n < order; n++) logSum += precisions[n] === 0 ? LOG_OF_ZERO : Math.log(precisions[n]!);
  return { score: brevityPenalty * Math.exp(logSum / order), precisions, brevityPenalty };
}

function penalty(hypothesisLength: number, referenceLength: number): number {
  if (hypothesisLength >= referenceLength) return 1;
  return hypothesisLength === 0 ? 0 : Math.exp(1 - referenceLength / hypothesisLength);
}
