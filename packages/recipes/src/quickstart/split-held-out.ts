import { InvalidInputError, utf8ByteLength } from '@oneday/core';
import { chooseHeldOut } from './choose-held-out.ts';
import type { HeldOutSplit, SourceText, SplitBy } from './corpus.ts';
import { partInMemory } from './in-memory.ts';

/** How a split is made. */
export interface SplitOptions {
  /** What to try before positions, coarsest first. */
  readonly groupings: readonly Exclude<SplitBy, 'position'>[];
  /** Names the split: the same texts and seed always give the same one. */
  readonly seed: number;
  /** Opens error lines, e.g. `recipe gpt-day`. */
  readonly caller: string;
}

/**
 * Splits texts that are in memory into training and held-out text: whole groups as `chooseHeldOut` chooses them, else
 * every text is cut: its end, from the start of a line, is held out.
 *
 * @param texts in any order; each side keeps it
 * @throws InvalidInputError when a side would be empty
 */
export function splitHeldOut(texts: readonly SourceText[], { groupings, seed, caller }: SplitOptions): HeldOutSplit {
  const sized = texts.map((source) => ({ ...source, bytes: utf8ByteLength(source.text) }));
  const choice = chooseHeldOut(sized, groupings, seed);
  if (choice.splitBy === 'position') return splitByPosition(texts, choice.trainingShare, caller);
  return {
    training: partInMemory(sized.filter((text) => !choice.isHeldOut(text))),
    heldOut: partInMemory(sized.filter((text) => choice.isHeldOut(text))),
    splitBy: choice.splitBy,
  };
}

function splitByPosition(texts: readonly SourceText[], trainingShare: number, caller: string): HeldOutSplit {
  const cuts = texts.map(({ text }) => cutOf(text, Math.ceil(trainingShare * text.length)));
  const training = partInMemory(texts.map((source, i) => ({ ...source, text: source.text.slice(0, cuts[i]) })));
  const heldOut = partInMemory(texts.map((source, i) => ({ ...source, text: source.text.slice(cuts[i]) })));
  if (training.bytes === 0 || heldOut.bytes === 0) throw tooLittleText(training.bytes + heldOut.bytes, caller);
  return { training, heldOut, splitBy: 'position' };
}

/** What is said of a text that has not two sides. */
export function tooLittleText(bytes: number, caller: string): InvalidInputError {
  return new InvalidInputError(`${caller}: ${bytes} bytes of text cannot be split; name more text`);
}

/** Where the held-out end of a text begins: after the last line end before `at`, else at `at`, between characters. */
function cutOf(text: string, at: number): number {
  const line = text.lastIndexOf('\n', at - 1);
  if (line >= at / 2) return line + 1;
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at + 1 : at;
}
