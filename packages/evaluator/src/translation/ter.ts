import type { Metric } from '@oneday/core';
import { formatFixed } from '../text/format-fixed.ts';
import { signature, yesOrNo } from './signature.ts';
import { tercomWords } from './tokenizers/tercom.ts';
import { mergeReferenceCounts, NO_SEGMENTS, referenceCountsOf, requireSegments } from './translated-segment.ts';
import type { ReferenceCounts, TranslatedSegment } from './translated-segment.ts';
import { TranslationEdits } from './translation-edits.ts';

/** What TER depends on. The defaults are sacrebleu's. */
export interface TerOptions {
  /** Separate punctuation from words, and resolve XML's entities. Default: no. */
  readonly normalized?: boolean;
  /** Leave punctuation out. Default: no. */
  readonly noPunctuation?: boolean;
  /** With the two above: Chinese characters as words, and Asian punctuation. Default: no. */
  readonly asianSupport?: boolean;
  /** Default: no. */
  readonly caseSensitive?: boolean;
}

/** Sums over the segments seen; their number does not change its size. */
export type TerState = {
  readonly references: ReferenceCounts;
  readonly edits: number;
  /** Sum of the mean lengths of segments' references, in words. */
  readonly referenceLength: number;
};

/** A TER score with what it follows from. */
export interface TerResult {
  /** Edits per hundred words of reference; 0 is best, and it can be above 100. */
  readonly score: number;
  readonly edits: number;
  readonly referenceLength: number;
  /** sacrebleu's signature: what the score depends on. */
  readonly signature: string;
  /** sacrebleu's line for people. */
  readonly text: string;
}

/**
 * Translation edit rate (Snover et al. 2006) of a corpus: the fewest words to insert, delete, replace, and shifts of
 * sequences of words, over the words of the reference, as sacrebleu 2.6 searches for them, with Tercom's limits. The
 * reference that takes the fewest edits counts; the length is the mean over all. Equal to sacrebleu's to 1e-12;
 * constant memory.
 */
export function ter(options: TerOptions = {}): Metric<TranslatedSegment, TerState, TerResult> {
  const { normalized = false, noPunctuation = false, asianSupport = false, caseSensitive = false } = options;
  const tokenizing = { normalized, noPunctuation, asianSupport, caseSensitive };
  const settings = {
    case: caseSensitive ? 'mixed' : 'lc', tok: 'tercom', norm: yesOrNo(normalized), punct: yesOrNo(!noPunctuation),
    asian: yesOrNo(asianSupport),
  };
  const counter = new TranslationEdits();
  const referenceWords = (text: string) => {
    const words = tercomWords(text, tokenizing);
    // sacrebleu tokenizes references twice, and normalizing again can cut "5 .5" further; its scores have that in them.
    return normalized ? tercomWords(words.join(' '), tokenizing) : words;
  };
  return {
    name: 'ter',
    initial: () => ({ references: NO_SEGMENTS, edits: 0, referenceLength: 0 }),
    update(state, segment) {
      const references = referenceCountsOf('ter', segment);
      const hypothesis = tercomWords(segment.hypothesis, tokenizing);
      let [fewest, lengthSum] = [Infinity, 0];
      for (const text of segment.references) {
        const reference = referenceWords(text);
        fewest = Math.min(fewest, counter.count(hypothesis, reference));
        lengthSum += reference.length;
      }
      return sum(state, { references, edits: fewest, referenceLength: lengthSum / segment.references.length });
    },
    merge: sum,
    result({ references, edits, referenceLength }) {
      requireSegments('ter', references);
      // Words without any reference are all wrong.
      const rate = referenceLength > 0 ? edits / referenceLength : Math.min(1, edits);
      const score = 100 * rate;
      const text = `TER = ${formatFixed(score, 2)}`;
      return { score, edits, referenceLength, signature: signature(references, settings), text };
    },
  };
}

function sum(a: TerState, b: TerState): TerState {
  return {
    references: mergeReferenceCounts(a.references, b.references),
    edits: a.edits + b.edits,
    referenceLength: a.referenceLength + b.referenceLength,
  };
}
