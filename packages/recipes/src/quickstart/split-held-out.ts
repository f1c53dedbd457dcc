import { InvalidInputError, utf8ByteLength } from '@oneday/core';
import type { CorpusPart, HeldOutSplit, SourceText, SplitBy } from './corpus.ts';
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

/**
 * Splits texts into training and held-out text. Groups (packages, else files) are held out whole, in the order of a
 * keyed hash of their names, until {@link heldOutTarget} is reached; large ones are passed over. Where that gives less
 * than half the target, because there are too few groups, the next finer grouping is tried, and at last every text is
 * cut: its end, from the start of a line, is held out.
 *
 * @param texts in any order; each side keeps it
 * @param groupings what to try before positions, coarsest first
 * @param seed names the split: the same texts and seed always give the same one
 * @throws InvalidInputError when a side would be empty
 */
export function splitHeldOut(
  texts: readonly SourceText[], groupings: readonly Exclude<SplitBy, 'position'>[], seed: number,
): HeldOutSplit {
  const sized = texts.map((source) => ({ ...source, bytes: utf8ByteLength(source.text) }));
  const total = sized.reduce((sum, { bytes }) => sum + bytes, 0);
  const target = heldOutTarget(total);
  for (const splitBy of groupings) {
    const groupOf = (text: SourceText) => (splitBy === 'package' ? text.package : undefined) ?? text.source;
    const bytesOfGroup = new Map<string, number>();
    for (const text of sized) bytesOfGroup.set(groupOf(text), (bytesOfGroup.get(groupOf(text)) ?? 0) + text.bytes);
    const held = new Set<string>();
    let heldBytes = 0;
    for (const group of keyedOrder(bytesOfGroup.keys(), seed)) {
      const bytes = bytesOfGroup.get(group)!;
      if (heldBytes >= target || bytes > MOST_OF_TARGET * target) continue;
      held.add(group);
      heldBytes += bytes;
    }
    if (heldBytes > 0 && heldBytes >= target / 2) {
      return {
        training: partOf(sized.filter((text) => !held.has(groupOf(text)))),
        heldOut: partOf(sized.filter((text) => held.has(groupOf(text)))),
        splitBy,
      };
    }
  }
  return splitByPosition(texts, 1 - target / total);
}

function splitByPosition(texts: readonly SourceText[], trainingShare: number): HeldOutSplit {
  const cuts = texts.map(({ text }) => cutOf(text, Math.ceil(trainingShare * text.length)));
  const training = partOf(texts.map((source, i) => ({ ...source, text: source.text.slice(0, cuts[i]) })));
  const heldOut = partOf(texts.map((source, i) => ({ ...source, text: source.text.slice(cuts[i]) })));
  if (training.bytes === 0 || heldOut.bytes === 0) {
    const total = training.bytes + heldOut.bytes;
    throw new InvalidInputError(`quickstart: ${total} bytes of text cannot be split; name more text`);
  }
  return { training, heldOut, splitBy: 'position' };
}

/** Where the held-out end of a text begins: after the last line end before `at`, else at `at`, between characters. */
function cutOf(text: string, at: number): number {
  const line = text.lastIndexOf('\n', at - 1);
  if (line >= at / 2) return line + 1;
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at + 1 : at;
}

function partOf(texts: readonly SourceText[]): CorpusPart {
  const documents = texts.filter(({ text }) => text !== '').map(({ text, source }) => ({ text, source }));
  return { documents, bytes: documents.reduce((sum, { text }) => sum + utf8ByteLength(text), 0) };
}
