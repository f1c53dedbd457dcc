import { randomBits } from '@oneday/core';
import type { Key } from '@oneday/core';
import type { ContinuesWord } from './word-starts.ts';

/** What masking needs to know about a vocabulary. */
export interface MaskVocabulary {
  /** V. */
  readonly size: number;
  /** Id of the mask token. */
  readonly mask: number;
  /** Ids that are never chosen. */
  readonly special: ReadonlySet<number>;
}

/** 2^−32: turns a word into a number in [0, 1). */
const TO_UNIT = 2 ** -32;

/**
 * Chooses tokens independently, each with the probability `share`, as Hugging Face's collator does.
 *
 * @param words u32[T] random words, one a token
 * @returns the chosen places, ascending
 */
export function chooseTokens(
  row: Int32Array,
  share: number,
  words: Uint32Array,
  { special }: MaskVocabulary,
): number[] {
  const chosen: number[] = [];
  for (const [at, id] of row.entries()) if (!special.has(id) && words[at]! * TO_UNIT < share) chosen.push(at);
  return chosen;
}

/**
 * Chooses whole words in random order up to a budget of tokens, as Hugging Face's whole-word collator does: a word that
 * overflows what is left is passed over, and the choice ends when the budget is used up.
 *
 * @param words u32[T] random words; that of its first token gives a word its place in the order
 * @param budget most tokens chosen
 * @returns the chosen places, ascending
 */
export function chooseWords(
  row: Int32Array,
  budget: number,
  words: Uint32Array,
  continues: ContinuesWord,
  { special }: MaskVocabulary,
): number[] {
  const groups: number[][] = [];
  for (const [at, id] of row.entries()) {
    if (special.has(id)) continue;
    const group = at > 0 && continues(row[at - 1]!, id) ? groups.at(-1) : undefined;
    if (group === undefined) groups.push([at]);
    else group.push(at);
  }
  const order = groups.toSorted(([a], [b]) => words[a!]! - words[b!]! || a! - b!);
  const chosen: number[] = [];
  for (const group of order) {
    if (chosen.length >= budget) break;
    if (chosen.length + group.length <= budget) chosen.push(...group);
  }
  return chosen.sort((a, b) => a - b);
}

/**
 * Replaces chosen tokens in place (Devlin et al. 2019): 80 % become the mask token, 10 % a token drawn from the whole
 * vocabulary, special ones included as in Hugging Face's collator, 10 % stay.
 *
 * @param key the row's own; words 2t and 2t + 1 of its sequence belong to place t
 */
export function replaceChosen(row: Int32Array, chosen: readonly number[], key: Key, vocabulary: MaskVocabulary): void {
  const words = randomBits(key, 2 * row.length);
  for (const at of chosen) {
    const draw = words[2 * at]! * TO_UNIT;
    if (draw < 0.8) row[at] = vocabulary.mask;
    else if (draw < 0.9) row[at] = Math.floor(words[2 * at + 1]! * TO_UNIT * vocabulary.size);
  }
}
