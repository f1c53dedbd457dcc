/** Tokens to text while they come. */
import type { DecodeOptions, Tokenizer } from '@oneday/core';

/** What decoders put for bytes that are no character, or not yet one. */
const REPLACEMENT = '\uFFFD';

/** Tokens that are decoded together with new ones: enough for decoders that look at a token's neighbours. */
const REMEMBERED = 16;

/**
 * Gives the text of a growing sequence of tokens, in pieces that never end inside a character: bytes that may be the
 * beginning of one are held back until the next token or the end shows what they are.
 */
export class StreamingDecoder {
  private readonly tokenizer: Tokenizer;
  private readonly options: DecodeOptions;
  private ids: number[] = [];
  /** UTF-16 units of the text of `ids` that were given. */
  private given = 0;

  constructor(tokenizer: Tokenizer, options: DecodeOptions = {}) {
    this.tokenizer = tokenizer;
    this.options = options;
  }

  /** The text that `id` completes; often empty, or longer than the token. */
  push(id: number): string {
    this.ids.push(id);
    const text = this.decode();
    const piece = this.give(text.endsWith(REPLACEMENT) ? text.slice(0, -1) : text);
    if (!text.endsWith(REPLACEMENT) && this.ids.length >= 2 * REMEMBERED) {
      this.ids = this.ids.slice(-REMEMBERED);
      this.given = this.decode().length;
    }
    return piece;
  }

  /** What was held back, when no more tokens come. */
  end(): string {
    return this.give(this.decode());
  }

  private decode(): string {
    return this.tokenizer.decode(this.ids, this.options);
  }

  private give(text: string): string {
    const piece = text.slice(this.given);
    this.given = Math.max(this.given, text.length);
    return piece;
  }
}
