import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../utf8-encoder.ts';
import { characterClasses, LETTER, NUMBER, WHITE_SPACE } from './character-class.ts';
import { gpt2Scanner } from './gpt2-scanner.ts';

const pieceEnd = gpt2Scanner();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function pieces(text: string): string[] {
  const utf8 = encodeUtf8(text);
  const found: string[] = [];
  for (let from = 0; from < utf8.length;) {
    const to = pieceEnd(utf8, from);
    found.push(decoder.decode(utf8.bytes.subarray(from, to)));
    from = to;
  }
  return found;
}

describe('gpt2Scanner', () => {
  it.each([
    ["I'll go, we've 3 cats", ['I', "'ll", ' go', ',', ' we', "'ve", ' 3', ' cats']],
    ["'Tis rock'n'roll '", ["'", 'Tis', ' rock', "'", 'n', "'", 'roll', " '"]],
    ['a  b \n c\n', ['a', ' ', ' b', ' \n', ' c', '\n']],
    ['x\u0085\u3000 y', ['x', '\u0085\u3000', ' y']],
    ['\ufeffa', ['\ufeff', 'a']],
    ['é1½…', ['é', '1½', '…']],
    ['我喜欢。😀 𠀀', ['我喜欢', '。😀', ' 𠀀']],
  ])('cuts %j', (text, expected) => {
    expect(pieces(text)).toEqual(expected);
  });

  it('cuts as the regular expression does, wherever JavaScript has the same classes', () => {
    const pattern = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;
    const alphabet = [..." 's't're've'm'll'd ab12 \n\t.,é中😀½\u00a0 "];
    let state = 7;
    const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    for (let round = 0; round < 3000; round++) {
      const text = Array.from({ length: 1 + random() * 14 }, () => alphabet[Math.floor(random() * alphabet.length)])
        .join('');
      expect(pieces(text)).toEqual(text.match(pattern));
    }
  });
});

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
