import type { JsonObject } from '@oneday/core';

/** A token that is found in a text before any model sees it, e.g. `<|endoftext|>`. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Left out of decoded text unless asked for. */
  readonly special: boolean;
  /** Looked for in the normalized text, after those that are not; without a normalizer only that order matters. */
  readonly normalized: boolean;
}

/** The entry of `added_tokens` in a `tokenizer.json`. */
export function addedTokenJson({ id, content, special, normalized }: AddedToken): JsonObject {
  return { id, content, single_word: false, lstrip: false, rstrip: false, normalized, special };
}
