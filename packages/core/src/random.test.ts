import { describe, expect, it } from 'vitest';
import { InvalidInputError } from './errors.ts';
import { foldIn, randomBits, randomNormal, randomUniform, seedKey, threefry2x32 } from './random.ts';
import type { Key } from './random.ts';

const hex = (words: Iterable<number>) => [...words].map((word) => word.toString(16).padStart(8, '0')).join(' ');

describe('threefry2x32', () => {
  // Random123 1.14, tests/kat_vectors, "threefry2x32 20".
  it.each([
    { key: [0, 0], counter: [0, 0], out: '6b200159 99ba4efe' },
    { key: [0xffffffff, 0xffffffff], counter: [0xffffffff, 0xffffffff], out: '1cb996fc bb002be7' },
    { key: [0x13198a2e, 0x03707344], counter: [0x243f6a88, 0x85a308d3], out: 'c4923a9c 483df7a0' },
  ] as const)('gives the published vector $out', ({ key, counter, out }) => {
    expect(hex(threefry2x32(key, counter))).toBe(out);
  });
});

describe('randomBits', () => {
  const key: Key = [1, 2];

  it('gives elements 2j and 2j + 1 from the counter (j, 0)', () => {
    expect([...randomBits(key, 6)]).toEqual([0, 1, 2].flatMap((j) => threefry2x32(key, [j, 0])));
  });

  it('gives a prefix of the same sequence for a shorter count, odd counts included', () => {
    expect([...randomBits(key, 5)]).toEqual([...randomBits(key, 8)].slice(0, 5));
    expect(randomBits(key, 0)).toHaveLength(0);
  });
});

describe('randomUniform', () => {
  it('gives the upper 24 bits of each word as a fraction in [0, 1)', () => {
    const key = seedKey(3);
    const uniforms = randomUniform(key, 1000);
    expect([...uniforms]).toEqual([...randomBits(key, 1000)].map((word) => Math.floor(word / 256) / 2 ** 24));
    expect(Math.max(...uniforms)).toBeLessThan(1);
  });
});

describe('randomNormal', () => {
  it('has the moments of a standard normal distribution', () => {
    const count = 200_000;
    const normals = randomNormal(seedKey(4), count);
    const moment = (power: number) => normals.reduce((sum, x) => sum + x ** power, 0) / count;
    // Five standard errors of each sample moment.
    expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(count));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
    expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / count));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / count));
  });

  it('makes each pair from the pair of words at its place', () => {
    const key = seedKey(5);
    const [word0, word1] = randomBits(key, 2) as unknown as [number, number];
    const radius = Math.sqrt(-2 * Math.log(((word0 >>> 8) + 1) * 2 ** -24));
    const angle = 2 * Math.PI * (word1 >>> 8) * 2 ** -24;
    const pair = [Math.fround(radius * Math.cos(angle)), Math.fround(radius * Math.sin(angle))];
    expect([...randomNormal(key, 2)]).toEqual(pair);
    expect([...randomNormal(key, 1)]).toEqual(pair.slice(0, 1));
  });
});

describe('the sequence of a seed', () => {
  // As tools/parity/threefry.py prints them: the Python twin of this file.
  it('is the same in Python', () => {
    const key = seedKey(1);
    expect(key).toEqual([3657788358, 187789893]);
    expect(foldIn(key, 'init')).toEqual([2673919436, 2801292122]);
    expect(foldIn(key, 2 ** 32 + 5)).toEqual([4103766515, 1644682855]);
    expect([...randomBits(key, 3)]).toEqual([1230924507, 4032081353, 1131502545]);
    expect([...randomUniform(key, 2)]).toEqual([0.2865968942642212, 0.9387920498847961]);
    expect([...randomNormal(key, 3)]).toEqual([1.4654572010040283, -0.5931206345558167, -1.5240399837493896]);
  });
});

describe('foldIn', () => {
  it('folds a number as its two words, the upper one marked', () => {
    const data = 5 * 2 ** 32 + 7;
    expect(foldIn([11, 13], data)).toEqual(threefry2x32([11 ^ 7, (13 ^ 5 ^ 0x5bd1e995) >>> 0], [0, 0]));
  });

  it('folds a string as two FNV-1a hashes of its UTF-8 bytes', () => {
    // The published FNV-1a-32 hash of "foobar" is bf9cf968 (Fowler, Noll, Vo).
    const [, second] = [0xbf9cf968, fnv1a([0x66, 0x6f, 0x6f, 0x62, 0x61, 0x72], 0x9747b28c)];
    expect(foldIn([0, 0], 'foobar')).toEqual(threefry2x32([0xbf9cf968, second], [0, 0]));
    const bytes = [...new TextEncoder().encode('é€😀')];
    expect(foldIn([0, 0], 'é€😀')).toEqual(threefry2x32([fnv1a(bytes, 0x811c9dc5), fnv1a(bytes, 0x9747b28c)], [0, 0]));
  });

  it('tells a number from the string that looks like it, and one name from another', () => {
    const keys = [0, 1, 2 ** 32, '0', '1', '', 'a', 'b', 'ab', 'ba'].map((data) => hex(foldIn([0, 0], data)));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses the number %d', (data) => {
    expect(() => seedKey(data)).toThrow(InvalidInputError);
  });
});

function fnv1a(bytes: readonly number[], offset: number): number {
  return bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 16777619) >>> 0, offset);
}
