import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import type { TokenizerJson } from '@oneday/core';
import { characterTokenizer } from './character-tokenizer.ts';

interface Case {
  readonly name: string;
  readonly text: string;
  readonly tokenizer: TokenizerJson;
  readonly ids: readonly number[];
}

// Made with Hugging Face's tokenizers by tools/parity/character_tokenizer_fixture.py.
const fixture = new URL('../fixtures/character-tokenizer.json', import.meta.url);
const cases = JSON.parse(readFileSync(fixture, 'utf8')) as readonly Case[];

describe('characterTokenizer', () => {
  it.each(cases)('gives the ids, text and tokenizer.json of the Python library: $name', ({ text, tokenizer, ids }) => {
    const ours = characterTokenizer(text);
    expect([...ours.encode(text).ids]).toEqual(ids);
    expect(ours.decode(ids)).toBe(text);
    expect(JSON.parse(JSON.stringify(ours))).toEqual(tokenizer);
    expect(ours.vocabSize).toBe(new Set(text).size);
  });

  it('sorts by code point, where UTF-16 order differs', () => {
    expect([...characterTokenizer('😀\uffffb\na').encode('\nab\uffff😀').ids]).toEqual([0, 1, 2, 3, 4]);
  });

  it('takes a list of characters in its order', () => {
    expect([...characterTokenizer(['b', '😀', 'a']).encode('ab😀').ids]).toEqual([2, 0, 1]);
  });

  it('counts offsets in UTF-16 units, so that slicing the text gives each token', () => {
    const text = 'a😀\n中';
    const { ids, offsets } = characterTokenizer(text).encode(text);
    const pieces = [...ids.keys()].map((i) => text.slice(offsets[2 * i], offsets[2 * i + 1]));
    expect(pieces).toEqual(['a', '😀', '\n', '中']);
  });

  it('joins a pair, with type id 1 for the second', () => {
    const encoding = characterTokenizer('ab').encode('ab', { pair: 'ba' });
    expect([...encoding.ids]).toEqual([0, 1, 1, 0]);
    expect([...encoding.offsets]).toEqual([0, 1, 1, 2, 0, 1, 1, 2]);
    expect([...encoding.typeIds!]).toEqual([0, 0, 1, 1]);
  });

  it('encodes and decodes nothing', () => {
    expect(characterTokenizer('ab').encode('').ids).toHaveLength(0);
    expect(characterTokenizer('ab').decode([])).toBe('');
  });

  it.each([
    ['abc', 'encode: every character must be in the vocabulary; got "c" (U+0063) at offset 2'],
    ['a😀', 'encode: every character must be in the vocabulary; got "😀" (U+1F600) at offset 1'],
    ['a\ud800', 'encode: every character must be in the vocabulary; got "\\ud800" (U+D800) at offset 1'],
  ])('refuses to encode %j with the vocabulary of "ab"', (text, message) => {
    expect(() => characterTokenizer('ab').encode(text)).toThrow(new InvalidInputError(message));
  });

  it.each([-1, 2, 0.5, Number.NaN])('refuses to decode the id %d', (id) => {
    const message = `decode: ids must be integers in [0, 2); got ${id} at 1`;
    expect(() => characterTokenizer('ab').decode([0, id])).toThrow(new InvalidInputError(message));
  });

  it.each([
    ['', 'characterTokenizer: at least one character expected; got none'],
    [['a', 'bc'], 'characterTokenizer: entry 1 must be a single character; got "bc"'],
    [['a', ''], 'characterTokenizer: entry 1 must be a single character; got ""'],
    [['a', 'b', 'a'], 'characterTokenizer: each character once; got "a" (U+0061) again as entry 2'],
    ['a\udc00', 'characterTokenizer: a lone surrogate is no character; got "\\udc00" (U+DC00) as entry 1'],
  ])('refuses the vocabulary %j', (source, message) => {
    expect(() => characterTokenizer(source)).toThrow(new InvalidInputError(message));
  });
});
