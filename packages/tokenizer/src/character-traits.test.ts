import { describe, expect, it } from 'vitest';
import { characterClasses, characterClassesAndWords } from './character-traits.ts';

const [LETTER, NUMBER, WHITE_SPACE, HEAD, TAIL] = [1, 2, 3, 4, 8];

describe('characterClasses', () => {
  it('has no letter, number or white space that Unicode has not, and all of the basic ones', () => {
    const classes = characterClasses();
    const patterns = [/[^\p{L}\p{N}\p{White_Space}]/u, /\p{L}/u, /\p{N}/u, /\p{White_Space}/u];
    for (let point = 0; point < classes.length; point++) {
      const found = classes[point]!;
      // Newer Unicode versions only add; what the table does not know is of no class.
      if (found === 0 && point >= 0x80) continue;
      if (!patterns[found]!.test(String.fromCodePoint(point))) expect.fail(`U+${point.toString(16)}: ${found}`);
    }
    expect([...'aß中𠀀'].map((character) => classes[character.codePointAt(0)!])).toEqual(new Array(4).fill(LETTER));
    expect([...'1½Ⅷ𝟘'].map((character) => classes[character.codePointAt(0)!])).toEqual(new Array(4).fill(NUMBER));
    expect([...' \n\u0085\u3000'].map((c) => classes[c.codePointAt(0)!])).toEqual(new Array(4).fill(WHITE_SPACE));
  });
});

describe('characterClassesAndWords', () => {
  it('tells what may begin words and what may end them, besides the class', () => {
    const traits = characterClassesAndWords();
    const both = HEAD | TAIL;
    expect([...'Aaǅʰ中\u03011 '].map((character) => traits[character.codePointAt(0)!])).toEqual([
      LETTER | HEAD, LETTER | TAIL, LETTER | HEAD, LETTER | both, LETTER | both, both, NUMBER, WHITE_SPACE,
    ]);
  });
});
