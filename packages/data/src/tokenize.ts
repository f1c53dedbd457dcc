import { InvalidInputError } from '@oneday/core';
import type { Stage, Tokenizer } from '@oneday/core';
import type { Chunk } from './chunk.ts';
import { mapChunks } from './map-chunks.ts';
import type { TextDocument } from './text-document.ts';
import type { TokenArray } from './token-array.ts';
import { tokenizeAhead } from './tokenize-ahead.ts';
import type { EncodingPool } from './tokenize-ahead.ts';

/** Options of `tokenize`. */
export interface TokenizeOptions {
  /** Id put at the end of each text, e.g. `tokenizer.specialTokens['<|endoftext|>']`. Absent: none. */
  readonly end?: number;
  /**
   * Threads that encode with the same tokenizer, of `openTokenizerPool` in `@oneday/tokenizer/node`; who opened them
   * closes them. Chunks are then read two a thread ahead. Absent: this thread does.
   */
  readonly workers?: EncodingPool;
}

/**
 * Documents to token ids, one array a document, in order. The tokenizer's own special tokens are not added. A piece of
 * a longer text gets the end token only when it is the last one. It resumes exactly, with workers or without.
 *
 * @throws InvalidInputError, from `next`, when the vocabulary cannot express a text; it names the text's source
 */
export function tokenize(
  tokenizer: Tokenizer,
  options: TokenizeOptions = {},
): Stage<Chunk<TextDocument>, Chunk<TokenArray>> {
  const { end, workers } = options;
  if (end !== undefined && !(Number.isInteger(end) && end >= 0 && end < tokenizer.vocabSize)) {
    throw new InvalidInputError(`tokenize: end must be an id in [0, ${tokenizer.vocabSize}); got ${end}`);
  }
  const here = (documents: Chunk<TextDocument>) => (
    documents.map((document) => withEnd(idsOf(tokenizer, document), document, end))
  );
  if (workers === undefined) return mapChunks(here);
  return tokenizeAhead(workers.workers, async (documents) => {
    let ids: readonly Int32Array[];
    try {
      ids = await workers.encode(documents.map(({ text }) => text), { addSpecialTokens: false });
    } catch (cause) {
      if (!(cause instanceof InvalidInputError)) throw cause;
      // Here the text that is refused has its name.
      return here(documents);
    }
    return ids.map((each, i) => withEnd(each, documents[i]!, end));
  });
}

function withEnd(ids: Int32Array, { continues }: TextDocument, end: number | undefined): Int32Array {
  if (end === undefined || continues === true) return ids;
  const ended = new Int32Array(ids.length + 1);
  ended.set(ids);
  ended[ids.length] = end;
  return ended;
}

function idsOf(tokenizer: Tokenizer, { text, source }: TextDocument): Int32Array {
  try {
    return tokenizer.encode(text, { addSpecialTokens: false }).ids;
  } catch (cause) {
    if (!(cause instanceof InvalidInputError) || source === undefined) throw cause;
    throw new InvalidInputError(`text ${JSON.stringify(source)}: ${cause.message}`, { cause });
  }
}
