import { describe, expect, it } from 'vitest';
import { TokenTrie } from './token-trie.ts';
import { UnigramPath } from './unigram-path.ts';

const VOCABULARY = [
  ['<unk>', 0], ['a', -3], ['b', -4], ['ab', -6.5], ['aa', -6], ['ba', -8], ['aba', -9.25], ['𠀀', -5], ['b𠀀', -7],
  ['xa', -9],
] as const;
const UNKNOWN = 0;

function pathOf(unknownId?: number): UnigramPath {
  const trie = new TokenTrie(new Map(VOCABULARY.map(([token], id) => [token, id])));
  return new UnigramPath(trie, Float64Array.from(VOCABULARY, ([, score]) => score), unknownId);
}

function tokensOf(path: UnigramPath, piece: string): readonly number[] {
  const units = path.unitsFor(piece.length);
  for (let i = 0; i < piece.length; i++) units[i] = piece.charCodeAt(i);
  path.search(piece.length);
  const ids: number[] = [];
  for (let end = piece.length; end > 0; end = path.startOf(end)) ids.unshift(path.idOf(end));
  return ids;
}

/** The best score among all ways to cut a piece. */
function bestScore(piece: string): number {
  if (piece === '') return 0;
  const ways = VOCABULARY.filter(([token]) => piece.startsWith(token))
    .map(([token, score]) => score + bestScore(piece.slice(token.length)));
  const [first] = piece;
  return Math.max(...ways, -19.25 + bestScore(piece.slice(first!.length)));
}

function scoreOf(ids: readonly number[]): number {
  return ids.reduce((sum, id) => sum + (id === UNKNOWN ? -19.25 : VOCABULARY[id]![1]), 0);
}

/** All pieces of up to six characters. */
function pieces(): string[] {
  let longest = [''];
  const all: string[] = [];
  for (let length = 1; length <= 6; length++) {
    longest = longest.flatMap((piece) => ['a', 'b', '𠀀', 'x'].map((character) => piece + character));
    all.push(...longest);
  }
  return all;
}

describe('UnigramPath', () => {
  it('finds the best of all ways through a piece; a character without a token is 10 worse than the worst', () => {
    const path = pathOf(UNKNOWN);
    for (const piece of pieces()) {
      const ids = tokensOf(path, piece);
      const covered = ids.map((id) => (id === UNKNOWN ? 'x' : VOCABULARY[id]![0])).join('');
      expect({ piece: covered, score: scoreOf(ids) }).toEqual({ piece, score: bestScore(piece) });
    }
  });

  it('takes the first of equals: the one whose last token begins first', () => {
    const path = pathOf(UNKNOWN);
    expect(tokensOf(path, 'aaa')).toEqual([1, 4]);
    expect(tokensOf(path, 'aa')).toEqual([4]);
  });

  it('goes through a long piece after short ones', () => {
    const path = pathOf(UNKNOWN);
    expect(tokensOf(path, 'ab')).toEqual([3]);
    expect(tokensOf(path, 'ab'.repeat(5000))).toEqual(Array.from({ length: 5000 }, () => 3));
  });

  it('refuses a character without a token where none stands for it, even one that a longer token covers', () => {
    const path = pathOf();
    for (const piece of ['ax', 'xa']) {
      expect(() => tokensOf(path, piece))
        .toThrow('Unigram: every character must have a token, as unk_id is null; got "x"');
    }
    expect(tokensOf(path, 'ab𠀀')).toEqual([1, 8]);
  });
});
