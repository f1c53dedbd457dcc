import { InvalidInputError, showValue } from '@oneday/core';
import type { Tokenizer, TokenizerComponentJson } from '@oneday/core';
import { isLoneSurrogate, showCharacter } from './code-point.ts';
import { fuseDecoder } from './decoders/strip.ts';
import { regexPattern } from './pattern/text-pattern.ts';
import type { FusedEncoder, Model } from './pipeline/contracts.ts';
import { createTokenizer } from './pipeline/create-tokenizer.ts';
import type { TokenList } from './pipeline/token-list.ts';
import { split } from './pre-tokenizers/split.ts';

/** Stands where the format demands an unknown token; never in a vocabulary of single characters. */
export const UNKNOWN_TOKEN = '<unk>';

/** Any one code point, line ends included, in the regular expressions of the format (Oniguruma). */
export const ANY_CHARACTER = '[\\s\\S]';

/**
 * A tokenizer whose tokens are single Unicode code points, without special tokens.
 *
 * From a text, the vocabulary is the set of its characters sorted by code point, ids from 0: the one that nanoGPT's
 * character data set makes (`sorted(list(set(text)))`). From a list, it is the list in its order.
 *
 * `encode` refuses a character outside the vocabulary; `decode(encode(text).ids)` is the text.
 *
 * @param source a text, or the characters themselves, each once
 * @throws InvalidInputError when there is no character, one comes twice, or one is not a single code point
 */
export function characterTokenizer(source: string | readonly string[]): Tokenizer {
  const characters = typeof source === 'string' ? charactersOf(source) : [...source];
  return createTokenizer({
    model: new CharacterModel(characters),
    preTokenizer: split(regexPattern(ANY_CHARACTER), 'Isolated', false),
    decoder: fuseDecoder(),
    addedTokens: [],
  });
}

/** In the format a WordLevel model behind a split into characters, of which there is no need to make pieces. */
class CharacterModel implements Model {
  readonly #characters: readonly string[];
  readonly #ids: ReadonlyMap<number, number>;

  constructor(characters: readonly string[]) {
    this.#characters = characters;
    this.#ids = indexCharacters(characters);
  }

  get idLimit(): number {
    return this.#characters.length;
  }

  tokenToId(token: string): number | undefined {
    const point = token.codePointAt(0);
    return point !== undefined && String.fromCodePoint(point) === token ? this.#ids.get(point) : undefined;
  }

  idToToken(id: number): string | undefined {
    return this.#characters[id];
  }

  tokenize(text: string, output: TokenList): void {
    this.#encode(text, 0, output);
  }

  fuse(): FusedEncoder {
    return (text, start, output) => this.#encode(text, start, output);
  }

  toJSON(): TokenizerComponentJson {
    const vocab = Object.fromEntries(this.#characters.map((character, id) => [character, id]));
    return { type: 'WordLevel', vocab, unk_token: UNKNOWN_TOKEN };
  }

  #encode(text: string, start: number, output: TokenList): void {
    for (let at = 0; at < text.length;) {
      const point = text.codePointAt(at)!;
      const id = this.#ids.get(point);
      if (id === undefined) {
        const character = showCharacter(String.fromCodePoint(point));
        const rule = `every character must be in the vocabulary; got ${character} at offset ${start + at}`;
        throw new InvalidInputError(`encode: ${rule}`);
      }
      const end = at + (point > 0xffff ? 2 : 1);
      output.push(id, start + at, start + end);
      at = end;
    }
  }
}

function charactersOf(text: string): string[] {
  return [...new Set(text)].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
}

function indexCharacters(characters: readonly string[]): ReadonlyMap<number, number> {
  if (characters.length === 0) throw refusal('at least one character expected; got none');
  const idOf = new Map<number, number>();
  for (const [id, character] of characters.entries()) {
    const point = character.codePointAt(0);
    if (point === undefined || String.fromCodePoint(point) !== character) {
      throw refusal(`entry ${id} must be a single character; got ${showValue(character)}`);
    }
    if (isLoneSurrogate(character)) {
      throw refusal(`a lone surrogate is no character; got ${showCharacter(character)} as entry ${id}`);
    }
    if (idOf.has(point)) throw refusal(`each character once; got ${showCharacter(character)} again as entry ${id}`);
    idOf.set(point, id);
  }
  return idOf;
}

function refusal(rule: string): InvalidInputError {
  return new InvalidInputError(`characterTokenizer: ${rule}`);
}
