import { describe, expect, it } from 'vitest';
import { countedWords } from './counted-words.ts';
import { repeatedSubstrings } from './repeated-substrings.ts';
import { suffixOrder } from './suffix-order.ts';

const WORDS = ['banana', 'bandana', 'ana', 'na', 'aaaaaaaaaaaaaaaaaaaa', '我喜欢', '喜欢', '𠀀a𠀀a', 'x', 'nab', 'naß', 'na.'];

function textAt(points: Int32Array, at: number, length: number): string {
  return String.fromCodePoint(...points.subarray(at, at + length));
}

/** All substrings, by definition: those that occur twice, and before at least two different code points. */
function repeatedByDefinition(points: Int32Array, maxLength: number): Map<string, number> {
  const found = new Map<string, { count: number; followers: Set<number> }>();
  for (let at = 0; at < points.length; at++) {
    const end = points.indexOf(0, at);
    for (let length = 1; length <= maxLength && at + length <= end; length++) {
      const text = textAt(points, at, length);
      const entry = found.get(text) ?? { count: 0, followers: new Set<number>() };
      entry.count++;
      entry.followers.add(points[at + length]!);
      found.set(text, entry);
    }
  }
  const repeated = [...found].filter(([text, { followers }]) => [...text].length > 1 && followers.size > 1);
  return new Map(repeated.map(([text, { count }]) => [text, count]));
}

describe('suffixOrder', () => {
  it.each([1, 3, 17])('orders the positions by their first %d code points', (depth) => {
    const { points } = countedWords(new Map(WORDS.map((word) => [word, 1])));
    const keys = [...suffixOrder(points, depth)].map((at) => {
      const end = points.indexOf(0, at);
      return [...points.subarray(at, Math.min(end, at + depth))];
    });
    const compare = (a: number[], b: number[]) => {
      const at = a.findIndex((point, i) => point !== b[i]);
      return at === -1 ? a.length - b.length : a[at]! - (b[at] ?? 0);
    };
    expect(keys).toEqual([...keys].sort(compare));
    expect(keys).toHaveLength(points.filter((point) => point !== 0).length);
  });

  it('takes time in proportion to a word of a million equal characters', () => {
    const { points } = countedWords(new Map([['a'.repeat(1e6), 1]]));
    const start = process.cpuUsage();
    expect(suffixOrder(points, 17)).toHaveLength(1e6);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6).toBeLessThan(10);
  });
});

describe('repeatedSubstrings', () => {
  it.each([2, 5, 16])('finds the branching substrings of up to %d code points, with their counts', (maxLength) => {
    const { points } = countedWords(new Map(WORDS.map((word) => [word, 1])));
    const order = suffixOrder(points, maxLength + 1);
    const { from, to, lengths } = repeatedSubstrings(points, order, maxLength);
    const found = new Map([...lengths].map((length, i) => [
      textAt(points, order[from[i]!]!, length), to[i]! - from[i]!,
    ]));
    expect(found).toEqual(repeatedByDefinition(points, maxLength));
  });
});
