import type { Json, JsonObject } from './json.ts';

/** How a text that is too long is cut. */
export interface Truncation {
  /** Most tokens of an encoding, special ones included. */
  readonly maxLength: number;
  /** So many tokens of a chunk come again at the beginning of the next. Default 0. */
  readonly stride?: number;
  /** What is cut: the longer text first (default), only the first, or only the pair. */
  readonly strategy?: 'longestFirst' | 'onlyFirst' | 'onlySecond';
  /** The end that is cut off. Default right. */
  readonly direction?: 'left' | 'right';
}

/** How short encodings are made longer. */
export interface Padding {
  /** Up to this length, or to that of the longest of the batch (default). */
  readonly length?: number;
  /** And on to the next multiple of this. */
  readonly toMultipleOf?: number;
  /** The end that grows. Default right. */
  readonly direction?: 'left' | 'right';
  /** What is added: a token with its id, */
  readonly id: number;
  readonly token: string;
  /** and its type. Default 0. */
  readonly typeId?: number;
}

/** Options of `Tokenizer.encode`. */
export interface EncodeOptions {
  /** A second text, for models that read pairs; its tokens get type id 1. */
  readonly pair?: string;
  /** Add the special tokens that the tokenizer's post-processor describes, e.g. [CLS] and [SEP]. Default true. */
  readonly addSpecialTokens?: boolean;
  /** In place of the tokenizer's own; null: none. */
  readonly truncation?: Truncation | null;
  /** In place of the tokenizer's own; null: none. */
  readonly padding?: Padding | null;
}

/** Options of `Tokenizer.encodeBatch`. */
export type EncodeBatchOptions = Omit<EncodeOptions, 'pair'>;

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
  /** 1 for tokens that the post-processor or padding added. Absent: none. */
  readonly specialTokensMask?: Uint8Array;
  /** 0 for padding, 1 for the rest. Absent: all 1. */
  readonly attentionMask?: Uint8Array;
  /** The chunks that truncation cut off, each with its special tokens and padding. Absent: none. */
  readonly overflowing?: readonly Encoding[];
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
  /**
   * Encodings of many texts, or of pairs of texts, padded alike.
   * @throws InvalidInputError as `encode` does
   */
  encodeBatch(
    texts: readonly (string | readonly [text: string, pair: string])[], options?: EncodeBatchOptions,
  ): Encoding[];
  /** @throws InvalidInputError when an id is not in [0, vocabSize). */
  decode(ids: ArrayLike<number>, options?: DecodeOptions): string;
  /** The id of a token, as it stands in the vocabulary or among the added tokens; undefined when there is none. */
  tokenToId(token: string): number | undefined;
  /** The token of an id; undefined when the id has none. */
  idToToken(id: number): string | undefined;
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
