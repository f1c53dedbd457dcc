import { InvalidInputError, showValue } from '@oneday/core';
import type { JsonObject, TokenizerComponentJson } from '@oneday/core';
import { integerField, stringField } from '../json-fields.ts';
import type { FusedEncoder, Model, Normalizer, PreTokenizer } from '../pipeline/contracts.ts';
import type { TokenList } from '../pipeline/token-list.ts';
import { chunkEncoder } from './chunk-encoder.ts';
import { NOTHING, TokenTrie } from './token-trie.ts';
import { parseVocabulary } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What a WordPiece model consists of. */
export interface WordPieceParts {
  readonly vocabulary: Vocabulary;
  /** Stands for a word that the vocabulary cannot express. Default `[UNK]`. */
  readonly unknownToken?: string;
  /** Begins tokens that continue a word. Default `##`. */
  readonly continuingSubwordPrefix?: string;
  /** A word of more code points is unknown. Default 100. */
  readonly maxInputCharsPerWord?: number;
}

/** WordPiece (Schuster and Nakajima 2012): from its start on, each word is cut into the longest tokens there are. */
export class WordPiece implements Model {
  readonly #vocabulary: Vocabulary;
  readonly #unknownToken: string;
  readonly #prefix: string;
  readonly #maxLength: number;
  readonly #tokens: TokenTrie;
  /** Tokens that continue a word, without the prefix. */
  readonly #continuations: TokenTrie;

  constructor(parts: WordPieceParts) {
    const { unknownToken = '[UNK]', continuingSubwordPrefix = '##', maxInputCharsPerWord = 100 } = parts;
    this.#vocabulary = parts.vocabulary;
    this.#unknownToken = unknownToken;
    this.#prefix = continuingSubwordPrefix;
    this.#maxLength = maxInputCharsPerWord;
    const tokens = parts.vocabulary.entries();
    const continuations = tokens.filter(([token]) => token.startsWith(this.#prefix))
      .map(([token, id]) => [token.slice(this.#prefix.length), id] as const);
    this.#tokens = new TokenTrie(new Map(tokens));
    this.#continuations = new TokenTrie(new Map(continuations));
  }

  get idLimit(): number {
    return this.#vocabulary.idLimit;
  }

  tokenToId(token: string): number | undefined {
    return this.#vocabulary.id(token);
  }

  idToToken(id: number): string | undefined {
    return this.#vocabulary.token(id);
  }

  tokenize(piece: string, output: TokenList): void {
    const first = output.length;
    for (let start = 0; start < piece.length;) {
      const trie = start === 0 ? this.#tokens : this.#continuations;
      let node = 0;
      let end = start;
      let id = NOTHING;
      for (let at = start; at < piece.length;) {
        node = trie.child(node, piece.charCodeAt(at++));
        if (node === NOTHING) break;
        const value = trie.value(node);
        if (value === NOTHING) continue;
        id = value;
        end = at;
      }
      if (id === NOTHING) return this.#pushUnknown(piece, first, output);
      output.push(id, start, end);
      start = end;
    }
    if (piece.length > this.#maxLength && this.#isTooLong(piece)) this.#pushUnknown(piece, first, output);
  }

  fuse(normalizer: Normalizer | undefined, preTokenizer: PreTokenizer | undefined): FusedEncoder | undefined {
    return chunkEncoder(this, normalizer, preTokenizer);
  }

  toJSON(): TokenizerComponentJson {
    return {
      type: 'WordPiece',
      unk_token: this.#unknownToken,
      continuing_subword_prefix: this.#prefix,
      max_input_chars_per_word: this.#maxLength,
      vocab: this.#vocabulary.toJSON(),
    };
  }

  /** One unknown token for the whole word, in place of what was found of it. */
  #pushUnknown(piece: string, first: number, output: TokenList): void {
    const id = this.#vocabulary.id(this.#unknownToken);
    if (id === undefined) {
      const rule = `${showValue(this.#unknownToken)} is not in the vocabulary, and a word cannot do without`;
      throw new InvalidInputError(`WordPiece: ${rule}; got ${showValue(piece)}`);
    }
    output.ids.truncate(first);
    output.offsets.truncate(2 * first);
    output.push(id, 0, piece.length);
  }

  #isTooLong(piece: string): boolean {
    let length = 0;
    for (let i = 0; i < piece.length; i += piece.codePointAt(i)! > 0xffff ? 2 : 1) length++;
    return length > this.#maxLength;
  }
}

/** Reads a model of type WordPiece. */
export function parseWordPiece(json: JsonObject, where: string): WordPiece {
  const inside = `${where}.`;
  return new WordPiece({
    vocabulary: parseVocabulary(json, where),
    unknownToken: stringField(json, 'unk_token', '[UNK]', inside),
    continuingSubwordPrefix: stringField(json, 'continuing_subword_prefix', '##', inside),
    maxInputCharsPerWord: integerField(json, 'max_input_chars_per_word', 100, inside),
  });
}
