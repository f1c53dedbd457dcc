import type { DecodeOptions, Tokenizer } from '@oneday/core';

/** Decodes ids that come one by one, as a model generates them. */
export interface DecodeStream {
  /**
   * The text that an id completes, '' while a character is still open. What all calls and `end` give together is what
   * `decode` gives for all ids.
   *
   * @throws InvalidInputError when the id is not in [0, vocabSize)
   */
  push(id: number): string;
  /** The rest, U+FFFD where a character was left open. The stream can then be used for other ids. */
  end(): string;
}

/** What `decode` writes for bytes that are no character, or not yet. */
const REPLACEMENT = '\ufffd';

/** Ids decoded again with each new one. A character has at most 4, and a word of other families looks back one. */
const CONTEXT_IDS = 8;

/** An unfinished character is given up when so many ids have not completed it. */
const MAX_CONTEXT_IDS = 64;

/** Starts decoding a stream of ids; only whole characters come out of it, whatever the tokens split. */
export function decodeStream(tokenizer: Tokenizer, options: DecodeOptions = {}): DecodeStream {
  const skipped = new Set(options.skipSpecialTokens === false ? [] : Object.values(tokenizer.specialTokens));
  let context: number[] = [];
  // Of the context's text, so many UTF-16 units have been given.
  let given = 0;
  return {
    push(id) {
      // An id without text would only push others out of the context.
      if (skipped.has(id)) return '';
      context.push(id);
      const text = tokenizer.decode(context, options);
      const isGivenUp = context.length > MAX_CONTEXT_IDS;
      const settled = isGivenUp ? text.length : settledLength(text);
      const fresh = text.slice(given, settled);
      given = Math.max(given, settled);
      if (isGivenUp || (context.length > 2 * CONTEXT_IDS && settled === text.length)) {
        context = context.slice(-CONTEXT_IDS);
        given = tokenizer.decode(context, options).length;
      }
      return fresh;
    },
    end() {
      const rest = tokenizer.decode(context, options).slice(given);
      context = [];
      given = 0;
      return rest;
    },
  };
}

/** Replacement characters at the end may still become others: of bytes, all since the last that is none. */
function settledLength(text: string): number {
  let length = text.length;
  while (text[length - 1] === REPLACEMENT) length--;
  return length;
}
