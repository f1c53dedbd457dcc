import { InvalidInputError } from '@oneday/core';
import { BeamEditDistance } from './beam-edit-distance.ts';
import type { Alignment } from './beam-edit-distance.ts';
import { WordNumbers } from './word-numbers.ts';

/** Longest sequence of words that is shifted, and how far: Tercom's limits. */
const MAX_SHIFT_LENGTH = 10;
const MAX_SHIFT_DISTANCE = 50;
/** Shifts tried for one segment before the search ends: sacrebleu's limit. */
const MAX_CANDIDATES = 1000;
/** Most cells of a table of distances; about four thousand words on either side. */
const MAX_CELLS = 2 ** 24;

/** A sequence of words that goes elsewhere. */
interface Shift {
  readonly gain: number;
  readonly start: number;
  readonly length: number;
  readonly target: number;
}

/**
 * Counts the edits of TER: shifts are made as long as they take more edits away than the one they are, the best first,
 * and the Levenshtein distance of what is left is added. The best shift has the highest gain, then the most words, then
 * stands first, then goes to the first place.
 */
export class TranslationEdits {
  private readonly distances = new BeamEditDistance();
  private readonly symbols = new WordNumbers();
  private candidates = 0;

  /**
   * Edits that make the reference of the hypothesis.
   * @throws InvalidInputError when the two are too long to compare
   */
  count(hypothesisWords: readonly string[], referenceWords: readonly string[]): number {
    if (referenceWords.length === 0) return hypothesisWords.length;
    if ((hypothesisWords.length + 1) * (referenceWords.length + 1) > MAX_CELLS) {
      const rule = `the words of a segment times those of its reference must be at most ${MAX_CELLS}`;
      throw new InvalidInputError(`ter: ${rule}; got ${hypothesisWords.length} and ${referenceWords.length}`);
    }
    this.symbols.clear();
    this.candidates = 0;
    const reference = this.symbols.of(referenceWords);
    let hypothesis: Int32Array = this.symbols.of(hypothesisWords);
    this.distances.start(reference, hypothesis.length);
    for (let shifts = 0; ; shifts++) {
      const alignment = this.distances.align(hypothesis);
      const best = this.bestShift(hypothesis, reference, alignment);
      const isOver = this.candidates >= MAX_CANDIDATES || best === undefined || best.gain <= 0;
      if (isOver) return shifts + alignment.distance;
      hypothesis = shifted(hypothesis, best);
    }
  }

  private bestShift(hypothesis: Int32Array, reference: Int32Array, alignment: Alignment): Shift | undefined {
    const { distance, hypothesisAt, hypothesisErrors, referenceErrors } = alignment;
    let best: Shift | undefined;
    for (let start = 0; start < hypothesis.length; start++) {
      const firstAt = Math.max(0, start - MAX_SHIFT_DISTANCE);
      const lastAt = Math.min(reference.length - 1, start + MAX_SHIFT_DISTANCE);
      for (let at = firstAt; at <= lastAt; at++) {
        let [wrongHere, wrongThere] = [false, false];
        const longest = Math.min(MAX_SHIFT_LENGTH, hypothesis.length - start, reference.length - at);
        for (let length = 1; length <= longest; length++) {
          const end = length - 1;
          if (hypothesis[start + end] !== reference[at + end]) break;
          wrongHere ||= hypothesisErrors[start + end] === 1;
          wrongThere ||= referenceErrors[at + end] === 1;
          const now = hypothesisAt[at]!;
          const isUseless = !wrongHere || !wrongThere || (now >= start && now < start + length);
          if (isUseless) continue;
          let before = -1;
          for (let offset = -1; offset < length; offset++) {
            const target = at + offset < 0 ? 0 : hypothesisAt[at + offset]! + 1;
            if (target === before) continue;
            before = target;
            const gain = distance - this.distanceAfter(hypothesis, start, length, target);
            this.candidates++;
            const shift = { gain, start, length, target };
            if (best === undefined || isBetter(shift, best)) best = shift;
          }
          if (this.candidates >= MAX_CANDIDATES) return best;
        }
      }
    }
    return best;
  }

  private distanceAfter(hypothesis: Int32Array, start: number, length: number, target: number): number {
    const words = shifted(hypothesis, { start, length, target });
    return this.distances.measure(words, Math.min(start, target));
  }
}

function isBetter(a: Shift, b: Shift): boolean {
  if (a.gain !== b.gain) return a.gain > b.gain;
  if (a.length !== b.length) return a.length > b.length;
  if (a.start !== b.start) return a.start < b.start;
  return a.target < b.target;
}

/** The words with `length` of them from `start` on moved to before `target`; inside itself, a sequence moves on. */
function shifted(words: Int32Array, { start, length, target }: Omit<Shift, 'gain'>): Int32Array<ArrayBuffer> {
  const moved = new Int32Array(words.length);
  const sequence = words.subarray(start, start + length);
  if (target < start) {
    moved.set(words.subarray(0, target));
    moved.set(sequence, target);
    moved.set(words.subarray(target, start), target + length);
    moved.set(words.subarray(start + length), start + length);
    return moved;
  }
  // Words that follow the sequence come before it: up to the target, or as many as the target is inside of it.
  const end = target > start + length ? target : length + target;
  moved.set(words.subarray(0, start));
  moved.set(words.subarray(start + length, end), start);
  moved.set(sequence, start + Math.min(end, words.length) - (start + length));
  moved.set(words.subarray(end), Math.min(end, words.length));
  return moved;
}
