import type { TokenizerComponentJson } from '@oneday/core';
import { byteLevelText } from '../normalizers/byte-level.ts';
import { prependText } from '../normalizers/prepend.ts';
import { Pattern } from '../pattern/pattern.ts';
import type { AlignedText } from '../pipeline/aligned-text.ts';
import type { PreTokenizer } from '../pipeline/contracts.ts';
import { PATTERNS } from '../known-patterns.ts';
import { cut } from './cut.ts';

/** Settings of `ByteLevel`. */
export interface ByteLevelSettings {
  /** A text that does not begin with a space gets one. */
  readonly addPrefixSpace: boolean;
  /** Means nothing to a pre-tokenizer, but stands in its entry. */
  readonly trimOffsets: boolean;
  /** Cut with GPT-2's pattern. */
  readonly useRegex: boolean;
}

/** `ByteLevel`: cuts with GPT-2's pattern and writes the pieces in byte characters. */
export function byteLevelPreTokenizer(settings: ByteLevelSettings): PreTokenizer {
  const { addPrefixSpace, useRegex } = settings;
  const pattern = useRegex ? new Pattern(PATTERNS.gpt2) : undefined;
  return {
    preTokenize(text, output) {
      const prefixed = addPrefixSpace && !text.text.startsWith(' ') ? prependText(text, ' ') : text;
      const pieces: AlignedText[] = [];
      if (pattern === undefined) pieces.push(prefixed);
      else cut(prefixed, pattern.matches(prefixed.text), 'Isolated', false, pieces);
      for (const piece of pieces) if (piece.text !== '') output.push(byteLevelText(piece));
    },
    toJSON: () => byteLevelJson(settings),
  };
}

/** The entry of any component of type ByteLevel. */
export function byteLevelJson({ addPrefixSpace, trimOffsets, useRegex }: ByteLevelSettings): TokenizerComponentJson {
  return { type: 'ByteLevel', add_prefix_space: addPrefixSpace, trim_offsets: trimOffsets, use_regex: useRegex };
}
