import { InvalidInputError, showValue } from '@oneday/core';
import type { JsonObject, TokenizerComponentJson } from '@oneday/core';
import { stringField } from '../json-fields.ts';
import type { Model } from '../pipeline/contracts.ts';
import type { TokenList } from '../pipeline/token-list.ts';
import { parseVocabulary } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Every piece is one token, or the unknown one. */
export class WordLevel implements Model {
  readonly #vocabulary: Vocabulary;
  readonly #unknownToken: string;

  /** @param unknownToken stands for pieces outside the vocabulary; it need not be in it */
  constructor(vocabulary: Vocabulary, unknownToken = '<unk>') {
    this.#vocabulary = vocabulary;
    this.#unknownToken = unknownToken;
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
    const id = this.#vocabulary.id(piece) ?? this.#vocabulary.id(this.#unknownToken);
    if (id === undefined) {
      const rule = 'every piece must be in the vocabulary, as there is no unknown token in it';
      throw new InvalidInputError(`WordLevel: ${rule}; got ${showValue(piece)}`);
    }
    output.push(id, 0, piece.length);
  }

  toJSON(): TokenizerComponentJson {
    return { type: 'WordLevel', vocab: this.#vocabulary.toJSON(), unk_token: this.#unknownToken };
  }
}

/** Reads a model of type WordLevel. */
export function parseWordLevel(json: JsonObject, where: string): WordLevel {
  return new WordLevel(parseVocabulary(json, where), stringField(json, 'unk_token', '<unk>', `${where}.`));
}
