import { InvalidInputError, showValue } from '@oneday/core';

/** One translated segment, usually a sentence, and what it is compared with. */
export interface TranslatedSegment {
  readonly hypothesis: string;
  /** At least one; segments may have different numbers of them. */
  readonly references: readonly string[];
}

/** How many references the segments seen so far had: part of a metric's signature. */
export type ReferenceCounts = {
  readonly segmentCount: number;
  /** Fewest and most references of a segment; both 0 before the first. */
  readonly fewestReferences: number;
  readonly mostReferences: number;
};

/** Before the first segment. */
export const NO_SEGMENTS: ReferenceCounts = { segmentCount: 0, fewestReferences: 0, mostReferences: 0 };

/**
 * The counts of one segment.
 * @throws InvalidInputError when it has no reference, or something in it is no string
 */
export function referenceCountsOf(metric: string, { hypothesis, references }: TranslatedSegment): ReferenceCounts {
  const count = references.length;
  if (count === 0) throw new InvalidInputError(`${metric}: each segment needs at least one reference; got none`);
  const wrong = [hypothesis, ...references].find((text) => typeof text !== 'string');
  if (wrong !== undefined) {
    throw new InvalidInputError(`${metric}: hypotheses and references must be strings; got ${showValue(wrong)}`);
  }
  return { segmentCount: 1, fewestReferences: count, mostReferences: count };
}

/** The counts of two lots of segments together. */
export function mergeReferenceCounts(a: ReferenceCounts, b: ReferenceCounts): ReferenceCounts {
  if (a.segmentCount === 0) return b;
  if (b.segmentCount === 0) return a;
  return {
    segmentCount: a.segmentCount + b.segmentCount,
    fewestReferences: Math.min(a.fewestReferences, b.fewestReferences),
    mostReferences: Math.max(a.mostReferences, b.mostReferences),
  };
}

/** @throws InvalidInputError before the first segment */
export function requireSegments(metric: string, { segmentCount }: ReferenceCounts): void {
  if (segmentCount === 0) throw new InvalidInputError(`${metric}: no segments were scored, so there is no score`);
}
