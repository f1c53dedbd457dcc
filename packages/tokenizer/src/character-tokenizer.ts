import { InvalidInputError, showValue } from '@oneday/core';
import type { Encoding, Tokenizer } from '@oneday/core';
import { characterJson } from './character-json.ts';
import { isLoneSurrogate, showCharacter } from './code-point.ts';
import { joinEncodings } from './encoding.ts';

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
  const idOf = indexCharacters(characters);
  return {
    vocabSize: characters.length,
    specialTokens: {},
    encode(text, options = {}) {
      const encoding = encode(text, idOf);
      return options.pair === undefined ? encoding : joinEncodings(encoding, encode(options.pair, idOf));
    },
    decode: (ids) => decode(ids, characters),
    toJSON: () => characterJson(characters),
  };
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

function encode(text: string, idOf: ReadonlyMap<number, number>): Encoding {
  const ids = new Int32Array(text.length);
  const offsets = new Int32Array(2 * text.length);
  let count = 0;
  for (let at = 0; at < text.length; count++) {
    const point = text.codePointAt(at)!;
    const id = idOf.get(point);
    if (id === undefined) throw unknownCharacter(text, at);
    ids[count] = id;
    offsets[2 * count] = at;
    at += point > 0xffff ? 2 : 1;
    offsets[2 * count + 1] = at;
  }
  return { ids: ids.slice(0, count), offsets: offsets.slice(0, 2 * count) };
}

function unknownCharacter(text: string, at: number): InvalidInputError {
  const character = showCharacter(String.fromCodePoint(text.codePointAt(at)!));
  return new InvalidInputError(`encode: every character must be in the vocabulary; got ${character} at offset ${at}`);
}

function decode(ids: ArrayLike<number>, characters: readonly string[]): string {
  const pieces = new Array<string>(ids.length);
  for (let i = 0; i < ids.length; i++) {
    const character = characters[ids[i]!];
    if (character === undefined) {
      throw new InvalidInputError(`decode: ids must be integers in [0, ${characters.length}); got ${ids[i]} at ${i}`);
    }
    pieces[i] = character;
  }
  return pieces.join('');
}
