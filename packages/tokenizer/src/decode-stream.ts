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

/** Starts decoding a stream of ids; only whole characters come out of it, whatever the tokens split. */
export function decodeStream(tokenizer: Tokenizer, options: DecodeOptions = {}): DecodeStream {
  let context: number[] = [];
  // Of the context's text, so many UTF-16 units have been given.
  let given = 0;
  return {
    push(id) {
      // An id without text, such as a special one, would only push others out of the context.
      if (tokenizer.decode([id], options) === '') return '';
      context.push(id);
      const text = tokenizer.decode(context, options);
      const fresh = text.slice(given, settledLength(text));
      given = Math.max(given, settledLength(text));
      if (context.length > 2 * CONTEXT_IDS) {
        context = context.slice(-CONTEXT_IDS);
        given = settledLength(tokenizer.decode(context, options));
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

/** Only the last replacement character may still become another one. */
function settledLength(text: string): number {
  return text.endsWith(REPLACEMENT) ? text.length - 1 : text.length;
}
