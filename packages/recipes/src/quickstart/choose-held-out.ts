import type { SplitBy } from './corpus.ts';
import { keyedOrder } from './keyed-order.ts';

/** Share of the text that is held out, within the bounds below. */
const HELD_OUT_SHARE = 0.1;
/** A smaller sample makes gzip look worse than it is, and the score noisy. */
const LEAST_HELD_OUT_BYTES = 1_000_000;
/** With the last group on top still at most 1.5 MB: scoring more takes time and says nothing more. */
const MOST_HELD_OUT_BYTES = 1_200_000;
/** However small the text is, most of it is trained on. */
const MOST_HELD_OUT_SHARE = 0.3;
/** A group with more of the target than this stays in training, so that no single package makes the score. */
const MOST_OF_TARGET = 0.25;

/**
 * Bytes to hold out of a text: a tenth, at least 1 MB and at most 1.2 MB, but never more than 30 %.
 */
export function heldOutTarget(totalBytes: number): number {
  const wanted = Math.min(MOST_HELD_OUT_BYTES, Math.max(LEAST_HELD_OUT_BYTES, HELD_OUT_SHARE * totalBytes));
  return Math.floor(Math.min(wanted, MOST_HELD_OUT_SHARE * totalBytes));
}

/** What a choice goes by. */
export interface SizedSource {
  /** Path of the file. */
  readonly source: string;
  /** The npm package that it came with; absent for a file that the user named. */
  readonly package?: string;
  /** UTF-8 bytes of its text. */
  readonly bytes: number;
}

/** How texts are split: by groups, of which some are held out, or each at a position. */
export type HeldOutChoice =
  | { readonly splitBy: Exclude<SplitBy, 'position'>; isHeldOut(text: Omit<SizedSource, 'bytes'>): boolean }
  | { readonly splitBy: 'position'; readonly trainingShare: number };

/**
 * Chooses what is held out. Groups (packages, else files) are held out whole, in the order of a keyed hash of their
 * names, until {@link heldOutTarget} is reached; large ones are passed over. Where that gives less than half the
 * target, because there are too few groups, the next finer grouping is tried, and at last every text is cut.
 *
 * @param groupings what to try before positions, coarsest first
 * @param seed names the choice: the same texts and seed always give the same one
 */
export function chooseHeldOut(
  texts: readonly SizedSource[], groupings: readonly Exclude<SplitBy, 'position'>[], seed: number,
): HeldOutChoice {
  const total = texts.reduce((sum, { bytes }) => sum + bytes, 0);
  const target = heldOutTarget(total);
  for (const splitBy of groupings) {
    const groupOf = (text: Omit<SizedSource, 'bytes'>) => (
      (splitBy === 'package' ? text.package : undefined) ?? text.source
    );
    const bytesOfGroup = new Map<string, number>();
    for (const text of texts) bytesOfGroup.set(groupOf(text), (bytesOfGroup.get(groupOf(text)) ?? 0) + text.bytes);
    const held = new Set<string>();
    let heldBytes = 0;
    for (const group of keyedOrder(bytesOfGroup.keys(), seed)) {
      const bytes = bytesOfGroup.get(group)!;
      if (heldBytes >= target || bytes > MOST_OF_TARGET * target) continue;
      held.add(group);
      heldBytes += bytes;
    }
    if (heldBytes > 0 && heldBytes >= target / 2) return { splitBy, isHeldOut: (text) => held.has(groupOf(text)) };
  }
  return { splitBy: 'position', trainingShare: 1 - target / total };
}
