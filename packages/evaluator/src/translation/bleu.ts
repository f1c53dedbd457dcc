import { ConfigError, InvalidInputError, showValue, suggestName } from '@oneday/core';
import type { Metric } from '@oneday/core';
import { formatFixed } from '../text/format-fixed.ts';
import { trimEnd } from '../text/white-space.ts';
import { bleuScore } from './bleu-score.ts';
import type { BleuCounts, BleuFigures, BleuSmoothing } from './bleu-score.ts';
import { signature, yesOrNo } from './signature.ts';
import { BLEU_TOKENIZERS } from './tokenizers/bleu-tokenizers.ts';
import type { BleuTokenizer, BleuTokenizerName } from './tokenizers/bleu-tokenizers.ts';
import { mergeReferenceCounts, NO_SEGMENTS, referenceCountsOf, requireSegments } from './translated-segment.ts';
import type { ReferenceCounts, TranslatedSegment } from './translated-segment.ts';
import { WordNgramCounter } from './word-ngram-counter.ts';

/** What BLEU depends on. The defaults are sacrebleu's. */
export interface BleuOptions {
  /** Default: `13a`. One of one's own, e.g. over a SentencePiece model, is an object. */
  readonly tokenizer?: BleuTokenizerName | BleuTokenizer;
  /** Compare in lower case. Default: no. */
  readonly lowercase?: boolean;
  /** Default: `exp`. */
  readonly smoothing?: BleuSmoothing;
  /** Default: 0.1 for `floor`, 1 for `add-k`. */
  readonly smoothingValue?: number;
  /** Longest n-grams, 1 to 16. Default: 4. */
  readonly maxOrder?: number;
  /** Leave out orders of which the hypothesis has no n-gram: for single sentences. Default: no. */
  readonly effectiveOrder?: boolean;
}

/** Sums over the segments seen; their number does not change its size. */
export type BleuState = {
  readonly references: ReferenceCounts;
  readonly hypothesisLength: number;
  readonly referenceLength: number;
  readonly matches: readonly number[];
  readonly totals: readonly number[];
};

/** A BLEU score with all that it follows from. */
export interface BleuResult extends BleuFigures, BleuCounts {
  /** sacrebleu's signature: what the score depends on. */
  readonly signature: string;
  /** sacrebleu's line for people. */
  readonly text: string;
}

const DEFAULT_SMOOTHING_VALUES: Readonly<Record<BleuSmoothing, number | undefined>> = {
  'none': undefined, 'floor': 0.1, 'add-k': 1, 'exp': undefined,
};

/**
 * BLEU of a corpus, 0 to 100, as sacrebleu 2.6 computes it: matches are counted over all segments and divided once.
 * Where a segment has several references, the one closest in length counts for brevity, the shorter of two, and an
 * n-gram matches as often as the reference has it that has it most often. The score of a single sentence is that of a
 * corpus of one; set `effectiveOrder` for it. Equal to sacrebleu's to 1e-12; constant memory.
 *
 * @throws ConfigError for an unknown tokenizer or smoothing, or a number out of range
 */
export function bleu(options: BleuOptions = {}): Metric<TranslatedSegment, BleuState, BleuResult> {
  const { lowercase = false, smoothing = 'exp', maxOrder = 4, effectiveOrder = false } = options;
  const tokenizer = findTokenizer(options.tokenizer ?? '13a');
  if (!Object.hasOwn(DEFAULT_SMOOTHING_VALUES, smoothing)) {
    const known = suggestName(smoothing, Object.keys(DEFAULT_SMOOTHING_VALUES));
    throw new ConfigError(`bleu: unknown smoothing ${showValue(smoothing)}; ${known}`);
  }
  const smoothingValue = options.smoothingValue ?? DEFAULT_SMOOTHING_VALUES[smoothing];
  if (!Number.isSafeInteger(maxOrder) || maxOrder < 1 || maxOrder > 16) {
    throw new ConfigError(`bleu: maxOrder must be an integer in 1…16; got ${showValue(maxOrder)}`);
  }
  if (smoothingValue !== undefined && !(smoothingValue >= 0 && smoothingValue < Infinity)) {
    throw new ConfigError(`bleu: smoothingValue must be a number of at least 0; got ${showValue(smoothingValue)}`);
  }
  const hasValue = DEFAULT_SMOOTHING_VALUES[smoothing] !== undefined;
  const settings = {
    case: lowercase ? 'lc' : 'mixed',
    eff: yesOrNo(effectiveOrder),
    tok: tokenizer.name,
    smooth: hasValue ? `${smoothing}[${formatFixed(smoothingValue!, 2)}]` : smoothing,
  };
  const counter = new WordNgramCounter(maxOrder);
  const words = (text: string) => tokenizer.words(trimEnd(lowercase ? text.toLowerCase() : text));
  return {
    name: 'bleu',
    initial: () => ({
      references: NO_SEGMENTS,
      hypothesisLength: 0,
      referenceLength: 0,
      matches: new Array<number>(maxOrder).fill(0),
      totals: new Array<number>(maxOrder).fill(0),
    }),
    update(state, segment) {
      const references = referenceCountsOf('bleu', segment);
      const counts = counter.count(words(segment.hypothesis), segment.references.map(words));
      return sum(state, { references, ...counts });
    },
    merge: sum,
    result({ references, ...counts }) {
      requireSegments('bleu', references);
      const figures = bleuScore(counts, { smoothing, smoothingValue: smoothingValue ?? 0, effectiveOrder });
      return { ...figures, ...counts, signature: signature(references, settings), text: line(figures, counts) };
    },
  };
}

function findTokenizer(tokenizer: string | BleuTokenizer): BleuTokenizer {
  if (typeof tokenizer !== 'string') return tokenizer;
  if (Object.hasOwn(BLEU_TOKENIZERS, tokenizer)) return BLEU_TOKENIZERS[tokenizer as BleuTokenizerName];
  const known = suggestName(tokenizer, Object.keys(BLEU_TOKENIZERS));
  throw new ConfigError(`bleu: unknown tokenizer ${showValue(tokenizer)}; ${known}`);
}

function sum(a: BleuState, b: BleuState): BleuState {
  if (a.matches.length !== b.matches.length) {
    const got = `got ${a.matches.length} and ${b.matches.length}`;
    throw new InvalidInputError(`bleu: states to merge must count the same orders; ${got}`);
  }
  return {
    references: mergeReferenceCounts(a.references, b.references),
    hypothesisLength: a.hypothesisLength + b.hypothesisLength,
    referenceLength: a.referenceLength + b.referenceLength,
    matches: a.matches.map((count, n) => count + b.matches[n]!),
    totals: a.totals.map((count, n) => count + b.totals[n]!),
  };
}

function line(figures: BleuFigures, { hypothesisLength, referenceLength }: BleuCounts): string {
  const precisions = figures.precisions.map((precision) => formatFixed(precision, 1)).join('/');
  const ratio = referenceLength === 0 ? 0 : hypothesisLength / referenceLength;
  return `BLEU = ${formatFixed(figures.score, 2)} ${precisions} (BP = ${formatFixed(figures.brevityPenalty, 3)} `
    + `ratio = ${formatFixed(ratio, 3)} hyp_len = ${hypothesisLength} ref_len = ${referenceLength})`;
}
