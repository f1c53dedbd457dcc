import { describe, expect, it } from 'vitest';
import { NOTHING, TokenTrie } from './token-trie.ts';

function numbered(strings: Iterable<string>): Map<string, number> {
  return new Map([...strings].map((text, i) => [text, i]));
}

function find(trie: TokenTrie, text: string): number {
  let node = 0;
  for (let i = 0; i < text.length; i++) {
    node = trie.child(node, text.charCodeAt(i));
    if (node === NOTHING) return NOTHING;
  }
  return trie.value(node);
}

/** Below the given number, the same for each run. */
function draws(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
}

/** Strings of one to `most` of the units. */
function randomStrings(count: number, most: number, units: readonly number[]): Set<string> {
  const draw = draws(count);
  return new Set(Array.from({ length: count }, () => (
    String.fromCharCode(...Array.from({ length: 1 + draw(most) }, () => units[draw(units.length)]!))
  )));
}

describe('TokenTrie', () => {
  it('finds each string, and nothing where none ends', () => {
    const trie = new TokenTrie(numbered(['a', 'abc', 'b', '▁', '▁the', '我', '我们', '𠀀', '\u0000', '\uffff']));
    expect(['a', 'ab', 'abc', 'abcd', 'b', '▁', '▁t', '▁the', '我', '我们', '𠀀', '\u0000', '\uffff', 'c', '\ud840']
      .map((text) => find(trie, text))).toEqual([0, -1, 1, -1, 2, 3, -1, 4, 5, 6, 7, 8, 9, -1, -1]);
  });

  it('is empty without strings, or with the empty one alone', () => {
    for (const strings of [[], ['']]) {
      const trie = new TokenTrie(numbered(strings));
      const children = Array.from({ length: 0x10000 }, (_, unit) => trie.child(0, unit));
      expect(new Set(children)).toEqual(new Set([NOTHING]));
    }
  });

  it.each([
    ['ASCII', Array.from({ length: 128 }, (_, i) => i)],
    ['all units', Array.from({ length: 0x10000 }, (_, i) => i)],
    ['two letters', [0x61, 0x62]],
  ])('finds thousands of strings of %s and no others', (_, units) => {
    const strings = numbered(randomStrings(20_000, 6, units));
    const trie = new TokenTrie(strings);
    const others = randomStrings(20_001, 6, units);
    for (const text of [...strings.keys(), ...others]) {
      expect({ text, found: find(trie, text) }).toEqual({ text, found: strings.get(text) ?? NOTHING });
    }
  });

  it.each([1, 2, 8, 32, 128, 512])('takes memory in proportion to nodes that each have %d children', (count) => {
    const strings = new Set<string>();
    const draw = draws(count);
    const nodes = 65_536 / count;
    for (let node = 0; node < nodes; node++) {
      const prefix = String.fromCharCode(node % 256, 0x4000 + Math.floor(node / 256));
      for (let i = 0; i < count; i++) strings.add(prefix + String.fromCharCode(draw(512)));
    }
    expect(new TokenTrie(numbered(strings)).size / strings.size).toBeLessThan(20);
  });
});
