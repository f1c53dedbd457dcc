import type { TokenizerComponentJson, TokenizerJson } from '@oneday/core';
import { addedTokenJson } from './added-token.ts';
import type { ByteLevelBpeParts } from './byte-level-bpe-parts.ts';

/** The `tokenizer.json` of a byte-level BPE tokenizer, as Hugging Face's library writes it. */
export function byteLevelBpeJson(parts: ByteLevelBpeParts): TokenizerJson {
  const byId = [...parts.vocabulary].sort(([, a], [, b]) => a - b);
  const tokenOf = new Map(byId.map(([token, id]) => [id, token]));
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [...parts.addedTokens].sort((a, b) => a.id - b.id).map(addedTokenJson),
    normalizer: null,
    pre_tokenizer: byteLevel(parts.addPrefixSpace),
    post_processor: null,
    decoder: byteLevel(true),
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(byId),
      merges: parts.merges.map(([left, right]) => [tokenOf.get(left)!, tokenOf.get(right)!]),
    },
  };
}

/** The pre-tokenizer and the decoder have the same fields, of which the decoder uses none. */
function byteLevel(addPrefixSpace: boolean): TokenizerComponentJson {
  return { type: 'ByteLevel', add_prefix_space: addPrefixSpace, trim_offsets: true, use_regex: true };
}
