import type { Json, JsonObject } from './json.ts';

/** Options of `Tokenizer.encode`. */
export interface EncodeOptions {
  /** A second text, for models that read pairs; its tokens get type id 1. */
  readonly pair?: string;
  /** Add the special tokens that the tokenizer's post-processor describes, e.g. [CLS] and [SEP]. Default true. */
  readonly addSpecialTokens?: boolean;
}

/** Options of `Tokenizer.decode`. */
export interface DecodeOptions {
  /** Leave special tokens out of the text. Default true. */
  readonly skipSpecialTokens?: boolean;
}

/** A tokenized text. */
export interface Encoding {
  /** Token ids. */
  readonly ids: Int32Array;
  /**
   * Where each token comes from: token i covers the UTF-16 units [offsets[2i], offsets[2i + 1]) of its text (of the
   * pair, where its type id is 1), as `String.prototype.slice` counts them. Tokens inside one character share its span;
   * tokens that the post-processor adds have an empty one.
   */
  readonly offsets: Int32Array;
  /** 0 for tokens of the first text, 1 for those of the pair. Absent: all 0. */
  readonly typeIds?: Uint8Array;
  /** 1 for tokens that the post-processor added. Absent: none. */
  readonly specialTokensMask?: Uint8Array;
}

/**
 * Text to ids and back. Immutable; the same text always gives the same ids.
 *
 * `decode(encode(text).ids)` gives the text back for byte-level and character tokenizers; those that normalize give
 * the normalized text.
 */
export interface Tokenizer {
  /** Number of ids: every id is in [0, vocabSize). */
  readonly vocabSize: number;
  /** Special tokens by their text, e.g. `{ '[MASK]': 103 }`. */
  readonly specialTokens: Readonly<Record<string, number>>;
  /** @throws InvalidInputError when the text has something that the vocabulary cannot express. */
  encode(text: string, options?: EncodeOptions): Encoding;
  /** @throws InvalidInputError when an id is not in [0, vocabSize). */
  decode(ids: ArrayLike<number>, options?: DecodeOptions): string;
  /** The whole tokenizer as plain data: how it is saved and how it travels to workers. */
  toJSON(): TokenizerJson;
}

/** One component of a `tokenizer.json`: its kind and its settings. */
export interface TokenizerComponentJson {
  readonly type: string;
  readonly [setting: string]: Json;
}

/**
 * The file format `tokenizer.json` of Hugging Face's tokenizers library, version 1.0. Field names are the file's.
 */
export interface TokenizerJson {
  readonly version: '1.0';
  readonly truncation: JsonObject | null;
  readonly padding: JsonObject | null;
  readonly added_tokens: readonly JsonObject[];
  readonly normalizer: TokenizerComponentJson | null;
  readonly pre_tokenizer: TokenizerComponentJson | null;
  readonly post_processor: TokenizerComponentJson | null;
  readonly decoder: TokenizerComponentJson | null;
  readonly model: TokenizerComponentJson;
}
