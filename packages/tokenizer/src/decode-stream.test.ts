import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import { characterTokenizer } from './character-tokenizer.ts';
import { decodeStream } from './decode-stream.ts';
import { tokenizerFromJson } from './tokenizer-from-json.ts';
import { trainByteLevelBpe } from './train-byte-level-bpe.ts';

const texts = ['the cat 😀 sat\n', '我喜欢吃苹果。👩‍💻', '\ufffd x \ufeff', 'née Ünï', ''];

const fixture = new URL('../fixtures/pipeline.json', import.meta.url);
const files = JSON.parse(readFileSync(fixture, 'utf8')) as readonly { name: string; file: object }[];

describe('decodeStream', () => {
  let tokenizer: Tokenizer;

  beforeAll(async () => {
    tokenizer = await trainByteLevelBpe(texts, { vocabSize: 270, specialTokens: ['<s>'] });
  });

  it.each(texts)('gives %j piece by piece, whole characters only', (text) => {
    const stream = decodeStream(tokenizer);
    const pieces = Array.from(tokenizer.encode(text).ids, (id) => stream.push(id));
    expect(pieces.join('') + stream.end()).toBe(text);
    if (!text.includes('\ufffd')) expect(pieces.join('')).not.toContain('\ufffd');
  });

  it('waits until a character is complete', () => {
    const stream = decodeStream(tokenizer);
    const ids = tokenizer.encode('€').ids;
    expect(Array.from(ids, (id) => stream.push(id))).toEqual(['', '', '€']);
  });

  it('gives for any ids what decode gives for all of them', () => {
    let state = 1;
    const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    for (let round = 0; round < 50; round++) {
      const ids = Array.from({ length: 60 }, () => Math.floor(random() * tokenizer.vocabSize));
      const stream = decodeStream(tokenizer);
      expect(ids.map((id) => stream.push(id)).join('') + stream.end()).toBe(tokenizer.decode(ids));
    }
  });

  it('is not put off by special tokens inside a character', () => {
    const [first, ...rest] = tokenizer.encode('€').ids;
    const special = new Array<number>(30).fill(tokenizer.specialTokens['<s>']!);
    const stream = decodeStream(tokenizer);
    expect([first!, ...special, ...rest].map((id) => stream.push(id)).join('')).toBe('€');
  });

  it('shows an unfinished character at the end, and starts afresh', () => {
    const stream = decodeStream(tokenizer);
    stream.push(tokenizer.encode('€').ids[0]!);
    expect(stream.end()).toBe('\ufffd');
    expect(stream.end()).toBe('');
    expect(stream.push(tokenizer.encode('a').ids[0]!)).toBe('a');
  });

  it('shows special tokens when asked', () => {
    const id = tokenizer.specialTokens['<s>']!;
    expect(decodeStream(tokenizer).push(id)).toBe('');
    expect(decodeStream(tokenizer, { skipSpecialTokens: false }).push(id)).toBe('<s>');
  });

  it('takes any tokenizer', () => {
    const characters = characterTokenizer('ab😀');
    const stream = decodeStream(characters);
    expect(Array.from(characters.encode('a😀b').ids, (id) => stream.push(id))).toEqual(['a', '😀', 'b']);
  });

  it.each(files)('gives what decode gives for the text of a tokenizer like $name', ({ file }) => {
    const read = tokenizerFromJson({ ...file, truncation: null, padding: null });
    for (const text of ['the  ab 中文 x 😀 do not. 我喜欢', ' a <mask>b', '各各各']) {
      const { ids } = read.encode(text);
      const stream = decodeStream(read);
      expect(Array.from(ids, (id) => stream.push(id)).join('') + stream.end()).toBe(read.decode(ids));
    }
  });

  it('refuses an id that is none', () => {
    expect(() => decodeStream(tokenizer).push(270)).toThrow(InvalidInputError);
  });
});
