import type { Tokenizer } from '@oneday/core';
import type { AddedToken } from './added-token.ts';
import { byteLevelDecoder } from './decoders/bytes.ts';
import type { Merge } from './merge-table.ts';
import { Bpe } from './models/bpe.ts';
import { Vocabulary } from './models/vocabulary.ts';
import { createTokenizer } from './pipeline/create-tokenizer.ts';
import { byteLevelJson, byteLevelPreTokenizer } from './pre-tokenizers/byte-level.ts';

/** What a byte-level BPE tokenizer consists of. */
export interface ByteLevelBpeParts {
  /** The model's tokens in byte characters, with their ids; all 256 single ones are among them. */
  readonly vocabulary: ReadonlyMap<string, number>;
  /** By rank. */
  readonly merges: readonly Merge[];
  readonly addedTokens: readonly AddedToken[];
  /** Text that does not begin with a space gets one, so that its first word is like any other. */
  readonly addPrefixSpace: boolean;
}

/**
 * A byte-level BPE tokenizer over GPT-2's pattern: any text has ids, and `decode(encode(text).ids)` gives it back
 * (a lone surrogate as U+FFFD, and with `addPrefixSpace` a leading space).
 */
export function byteLevelBpe({ vocabulary, merges, addedTokens, addPrefixSpace }: ByteLevelBpeParts): Tokenizer {
  const settings = { addPrefixSpace, trimOffsets: true, useRegex: true };
  return createTokenizer({
    model: new Bpe({ vocabulary: new Vocabulary(vocabulary), merges }),
    preTokenizer: byteLevelPreTokenizer(settings),
    // It has the same fields, of which it uses none.
    decoder: byteLevelDecoder(() => byteLevelJson({ ...settings, addPrefixSpace: true })),
    addedTokens,
  });
}
