import { describe, expect, it } from 'vitest';
import { AddedTokenMatcher } from './added-token-matcher.ts';

describe('AddedTokenMatcher', () => {
  it.each([
    ['a letter', 'x', 0],
    ['a letter of two units', '\u{1d400}', 0],
    ['a sign of two units', '😀', 1],
    ['a lone second half of a character behind a letter', 'x\udc00', 1],
  ])('looks for a single word at the character before it: %s', (_, before, expected) => {
    const token = { id: 7, content: 'word', special: false, normalized: false, singleWord: true };
    const found = new AddedTokenMatcher([token]).split(`${before}word`).filter(({ id }) => id === 7);
    expect(found).toHaveLength(expected);
  });
});
