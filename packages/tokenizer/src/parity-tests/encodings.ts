import type { Encoding, Tokenizer } from '@oneday/core';
import { tokenizerFromJson } from '../tokenizer-from-json.ts';
import { oracle, unitsOf } from './oracle.ts';
import { randomTexts } from './random-texts.ts';

/** A difference between our encoding and Hugging Face's. */
export interface Difference {
  readonly text: string;
  readonly pair: string | undefined;
  readonly ours: unknown;
  readonly theirs: unknown;
}

/** What is encoded: a text, perhaps with its pair. */
export interface Input {
  readonly text: string;
  readonly pair?: string;
}

/** Random texts, every third with a pair; the same for the same seed. */
export function* randomInputs(seed: number, count: number): Generator<Input, void> {
  const next = randomTexts(seed);
  for (let i = 0; i < count; i++) yield i % 3 === 0 ? { text: next(12), pair: next(6) } : { text: next(12) };
}

/**
 * Encodes texts and pairs with a file here and in Hugging Face's library, and decodes their ids and random ones.
 *
 * @param file of which truncation is left out: the binding of the library drops what does not fit before it cuts pairs
 * @returns the first difference, or none
 */
export async function compareEncodings(file: object, inputs: Iterable<Input>): Promise<Difference | undefined> {
  const whole = { ...file, truncation: null };
  const ours = tokenizerFromJson(whole);
  const theirs = oracle(whole);
  const next = randomTexts(1);
  let i = 0;
  for (const { text, pair } of inputs) {
    const addSpecialTokens = i++ % 4 !== 0;
    const encoding = ours.encode(text, { addSpecialTokens, ...(pair !== undefined && { pair }) });
    const other = await theirs.encode(text, pair ?? null, { addSpecialTokens });
    const units = [unitsOf(text), unitsOf(pair ?? '')];
    const sequences = other.getSequenceIds();
    const expected = {
      ids: other.getIds(),
      offsets: other.getOffsets().flatMap((span, j) => span.map((at) => units[sequences[j] ?? 0]![at])),
      typeIds: other.getTypeIds(),
      specialTokensMask: other.getSpecialTokensMask(),
      attentionMask: other.getAttentionMask(),
      decoded: await theirs.decode(other.getIds(), i % 2 === 0),
    };
    const found = { ...plain(encoding), decoded: ours.decode(encoding.ids, { skipSpecialTokens: i % 2 === 0 }) };
    if (JSON.stringify(found) !== JSON.stringify(expected)) return { text, pair, ours: found, theirs: expected };
    const ids = randomIds(ours, next);
    const [decoded, theirDecoded] = [ours.decode(ids), await theirs.decode(ids, true)];
    if (decoded !== theirDecoded) return { text: `ids ${ids.join(' ')}`, pair, ours: decoded, theirs: theirDecoded };
  }
  return undefined;
}

function plain({ ids, offsets, typeIds, specialTokensMask, attentionMask }: Encoding): Record<string, number[]> {
  const mask = (values: Uint8Array | undefined, absent: number) => (
    values === undefined ? new Array<number>(ids.length).fill(absent) : [...values]
  );
  return {
    ids: [...ids],
    offsets: [...offsets],
    typeIds: mask(typeIds, 0),
    specialTokensMask: mask(specialTokensMask, 0),
    attentionMask: mask(attentionMask, 1),
  };
}

/** Some ids that have a token, made of the characters of a random text. */
function randomIds(tokenizer: Tokenizer, next: (mostParts: number) => string): number[] {
  return Array.from(next(6), (character) => (character.codePointAt(0)! * 7919) % tokenizer.vocabSize)
    .filter((id) => tokenizer.idToToken(id) !== undefined);
}
