import type { TokenizerJson } from '@oneday/core';

/** Stands where the format demands an unknown token; never in a vocabulary of single characters. */
export const UNKNOWN_TOKEN = '<unk>';

/** Any one code point, line ends included, in the regular expressions of the format (Oniguruma). */
export const ANY_CHARACTER = '[\\s\\S]';

/**
 * The `tokenizer.json` of a character vocabulary: every character is split off as a word, the words are looked up, and
 * decoding joins them without spaces. Hugging Face's library gives the same ids, and like ours refuses a character
 * outside the vocabulary, because the unknown token is not in it.
 */
export function characterJson(characters: readonly string[]): TokenizerJson {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: 'Split', pattern: { Regex: ANY_CHARACTER }, behavior: 'Isolated', invert: false },
    post_processor: null,
    decoder: { type: 'Fuse' },
    model: {
      type: 'WordLevel',
      vocab: Object.fromEntries(characters.map((character, id) => [character, id])),
      unk_token: UNKNOWN_TOKEN,
    },
  };
}
