import type { AddedToken } from './added-token.ts';
import type { Merge } from './merge-table.ts';

/** What a byte-level BPE tokenizer consists of. */
export interface ByteLevelBpeParts {
  /** The model's tokens in byte characters, with their ids; all 256 single ones are among them. */
  readonly vocabulary: ReadonlyMap<string, number>;
  /** By rank. */
  readonly merges: readonly Merge[];
  /** Their ids and those of the vocabulary are together 0 … vocabSize − 1. */
  readonly addedTokens: readonly AddedToken[];
  /** Text that does not begin with a space gets one, so that its first word is like any other. */
  readonly addPrefixSpace: boolean;
}
