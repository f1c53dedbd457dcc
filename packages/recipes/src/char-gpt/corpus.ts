import { utf8ByteLength } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import { splitTokens } from '@oneday/data';
import { characterTokenizer } from '@oneday/tokenizer';

/** A text as tokens, cut in two. */
export interface CharacterCorpus {
  readonly tokenizer: Tokenizer;
  readonly training: Int32Array;
  readonly validation: Int32Array;
  /** UTF-8 bytes of the validation tokens that are scored: all but the first. */
  readonly scoredBytes: number;
}

/**
 * Tokens of a text as nanoGPT prepares them: the vocabulary is that of the whole text, the split is by characters.
 * @throws InvalidInputError when a part would be empty
 */
export function characterCorpus(text: string, trainingFraction: number): CharacterCorpus {
  const tokenizer = characterTokenizer(text);
  const { training, validation } = splitTokens(tokenizer.encode(text).ids, trainingFraction);
  const scoredBytes = utf8ByteLength(tokenizer.decode(validation.subarray(1)));
  return { tokenizer, training, validation, scoredBytes };
}
