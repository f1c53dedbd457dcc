import type { JsonObject } from '@oneday/core';

/** A token that is found in a text before any model sees it, e.g. `<|endoftext|>`. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Left out of decoded text unless asked for. */
  readonly special: boolean;
  /** Looked for in the normalized text, after those that are not; without a normalizer only that order matters. */
  readonly normalized: boolean;
  /** Found only where no word character stands beside it. Default false. */
  readonly singleWord?: boolean;
  /** Takes the white space before it. Default false. */
  readonly leftStrip?: boolean;
  /** Takes the white space behind it. Default false. */
  readonly rightStrip?: boolean;
}

/** The entry of `added_tokens` in a `tokenizer.json`. */
export function addedTokenJson(token: AddedToken): JsonObject {
  const { id, content, special, normalized, singleWord = false, leftStrip = false, rightStrip = false } = token;
  return { id, content, single_word: singleWord, lstrip: leftStrip, rstrip: rightStrip, normalized, special };
}
