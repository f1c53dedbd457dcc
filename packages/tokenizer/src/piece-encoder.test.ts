import { Tokenizer as Reference } from 'tokenizers';
import { beforeAll, describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import { Int32List } from './int32-list.ts';
import { PieceEncoder } from './piece-encoder.ts';
import { PATTERNS } from './known-patterns.ts';
import type { PatternName } from './known-patterns.ts';
import { trainByteLevelBpe } from './train-byte-level-bpe.ts';

/** What the kernels get at a time. */
const WINDOW_UNITS = 1 << 16;

/** Units that parts of a text may not be cut between, and that patterns look ahead for. */
const UNITS = [
  'a', 'Ab', ' ', '   ', '\n', '\r\n', "'", "'s", "'re", '1', '1234', '!', '?!/', 'é', 'ſ', '我', '😀', '\u0301',
];

function draws(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Runs of units, some of them long. */
function longText(seed: number, length: number): string {
  const draw = draws(seed);
  let text = '';
  while (text.length < length) text += UNITS[draw(UNITS.length)]!.repeat(draw(20) === 0 ? 1 + draw(100) : 1);
  return text;
}

describe.each(Object.keys(PATTERNS) as PatternName[])('PieceEncoder with the pattern of %s', (pattern) => {
  let tokenizer: Tokenizer;

  beforeAll(async () => {
    tokenizer = await trainByteLevelBpe([longText(1, 20_000)], { vocabSize: 400, pattern });
  });

  it('gives the ids of the reference for texts that are longer than its window', async () => {
    const reference = Reference.fromString(JSON.stringify(tokenizer));
    for (let seed = 2; seed < 6; seed++) {
      const text = longText(seed, 3 * WINDOW_UNITS);
      expect([...tokenizer.encode(text).ids]).toEqual((await reference.encode(text)).getIds());
    }
  });

  it('cuts nowhere that the pattern does not, wherever its window ends', () => {
    for (const unit of UNITS) {
      const text = `x${longText(7, 6)}${unit}${longText(8, 20)}`;
      for (let before = 0; before < 25; before++) {
        // Between a line break and a letter, every pattern cuts.
        const head = 'x\n'.repeat(WINDOW_UNITS).slice(-(WINDOW_UNITS - before));
        const { ids } = tokenizer.encode(head + text);
        const start = tokenizer.encode(head).ids.length;
        expect([...ids.subarray(start)]).toEqual([...tokenizer.encode(text).ids]);
      }
    }
  });

  it('encodes a piece of many windows', () => {
    const text = `${'a'.repeat(5 * WINDOW_UNITS)} a`;
    expect(tokenizer.decode(tokenizer.encode(text).ids)).toBe(text);
    expect(tokenizer.decode(tokenizer.encode('a a').ids)).toBe('a a');
  });
});

describe('PieceEncoder', () => {
  const byteIds = Int32Array.from({ length: 256 }, (_, byte) => byte);
  const bytes = (text: string) => new TextEncoder().encode(text);
  const idsOf = (encoder: PieceEncoder, text: string): number[] => {
    const output = new Int32List();
    encoder.encode(text, output);
    return [...output.toArray()];
  };

  it('makes one token of a piece that is one, short or long, whatever the merges', () => {
    const long = ` ${'b'.repeat(300)}`;
    const wholePieces = [...Array<undefined>(256), bytes('aaa'), undefined, bytes(long)];
    const encoder = new PieceEncoder({ pattern: 'gpt2', byteIds, merges: [[97, 97, 256]], wholePieces });
    expect(idsOf(encoder, `aaa${long}`)).toEqual([256, 258]);
    expect(idsOf(encoder, 'aaaa')).toEqual([256, 256]);
  });

  it('forgets long pieces rather than grow without bound, but never which are tokens', () => {
    const whole = ` ${'t'.repeat(20)}`;
    const wholePieces = [...Array<undefined>(256), bytes(whole)];
    const encoder = new PieceEncoder({ pattern: 'gpt2', byteIds, merges: [], wholePieces });
    const words = Array.from({ length: 70_000 }, (_, i) => {
      const name = Array.from(i.toString(), (digit) => 'abcdefghij'[Number(digit)]!).join('');
      return ` ${name.padStart(20, 'w')}`;
    }).join('');
    const ids = [...bytes(words)];
    expect(idsOf(encoder, words + whole)).toEqual([...ids, 256]);
    expect(idsOf(encoder, words + whole)).toEqual([...ids, 256]);
  });

  it('adds to what the output holds', () => {
    const output = new Int32List();
    const encoder = new PieceEncoder({ pattern: 'whole text', byteIds, merges: [[97, 32, 256]] });
    for (const text of ['a a', '', 'b']) encoder.encode(text, output);
    expect([...output.toArray()]).toEqual([256, 97, 98]);
  });

  it('refuses a piece that no memory would hold, and goes on', () => {
    const encoder = new PieceEncoder({ pattern: 'gpt2', byteIds, merges: [] });
    expect(() => idsOf(encoder, 'a'.repeat(2 ** 24 + 1))).toThrow(new InvalidInputError(
      'encode: no piece of a text may be longer than 16777216 UTF-16 units; got one',
    ));
    expect(idsOf(encoder, 'a')).toEqual([97]);
  });
});
