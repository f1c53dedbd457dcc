import { InvalidInputError } from '@oneday/core';
import type { Stage, Tokenizer } from '@oneday/core';
import type { Chunk } from './chunk.ts';
import { mapChunks } from './map-chunks.ts';
import type { TextDocument } from './text-document.ts';
import type { TokenArray } from './token-array.ts';

/** Options of `tokenize`. */
export interface TokenizeOptions {
  /** Id put at the end of each text, e.g. `tokenizer.specialTokens['<|endoftext|>']`. Absent: none. */
  readonly end?: number;
}

/**
 * Documents to token ids, one array a document, in order. The tokenizer's own special tokens are not added. A piece of
 * a longer text gets the end token only when it is the last one. It resumes exactly and keeps no state of its own.
 *
 * @throws InvalidInputError, from `next`, when the vocabulary cannot express a text; it names the text's source
 */
export function tokenize(
  tokenizer: Tokenizer,
  options: TokenizeOptions = {},
): Stage<Chunk<TextDocument>, Chunk<TokenArray>> {
  const { end } = options;
  if (end !== undefined && !(Number.isInteger(end) && end >= 0 && end < tokenizer.vocabSize)) {
    throw new InvalidInputError(`tokenize: end must be an id in [0, ${tokenizer.vocabSize}); got ${end}`);
  }
  return mapChunks((documents) => documents.map((document) => {
    const ids = idsOf(tokenizer, document);
    if (end === undefined || document.continues === true) return ids;
    const ended = new Int32Array(ids.length + 1);
    ended.set(ids);
    ended[ids.length] = end;
    return ended;
  }));
}

function idsOf(tokenizer: Tokenizer, { text, source }: TextDocument): Int32Array {
  try {
    return tokenizer.encode(text, { addSpecialTokens: false }).ids;
  } catch (cause) {
    if (!(cause instanceof InvalidInputError) || source === undefined) throw cause;
    throw new InvalidInputError(`text ${JSON.stringify(source)}: ${cause.message}`, { cause });
  }
}
