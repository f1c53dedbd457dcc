import { describe, expect, it } from 'vitest';
import { Tokenizer } from 'tokenizers';
import { PATTERNS, patternName } from './known-patterns.ts';
import type { PatternName } from './known-patterns.ts';
import { TextBlock } from './text-block.ts';
import { TextCutter } from './text-cutter.ts';
import type { CutPieces } from './text-cutter.ts';

// The oracle is the regular expression itself, in Hugging Face's library.

const NAMES = Object.keys(PATTERNS) as PatternName[];

/** What the kernels get at a time. */
const WINDOW_UNITS = 1 << 16;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function piecesIn({ bytes, start, ends, count }: CutPieces): string[] {
  const starts = [start, ...ends];
  return Array.from(ends.subarray(0, count), (end, i) => decoder.decode(bytes.subarray(starts[i], end)));
}

function ourPieces(pattern: PatternName): (text: string) => string[] {
  const cutter = new TextCutter(pattern);
  return (text) => {
    const pieces: string[] = [];
    cutter.cut(text, (cut) => pieces.push(...piecesIn(cut)));
    return pieces;
  };
}

function ourPiecesTogether(pattern: PatternName, texts: readonly string[]): string[] {
  const pieces: string[] = [];
  const block = new TextBlock();
  for (const text of texts) expect(block.add(text)).toBe(true);
  new TextCutter(pattern).cutBlock(block, (cut) => pieces.push(...piecesIn(cut)));
  return pieces;
}

function theirPieces(pattern: PatternName): (text: string) => string[] {
  const split = Tokenizer.fromString(JSON.stringify({
    version: '1.0', truncation: null, padding: null, added_tokens: [], normalizer: null, post_processor: null,
    decoder: null,
    pre_tokenizer: { type: 'Split', pattern: { Regex: PATTERNS[pattern] }, behavior: 'Isolated', invert: false },
    model: { type: 'WordLevel', vocab: {}, unk_token: '' },
  })).getPreTokenizer()!;
  return (text) => split.preTokenizeString(text).map(([piece]) => piece);
}

const ODD = [
  "I'LL go, we'Ve 3 cats' tails 'S'T x'ſ", 'a  b \n c\n', ' \n \r\n  x', '\t\tx \ty', 'x\u0085\u3000 y\u00a0\n',
  '\ufeffa', '1234567 12345', 'é1½…²³', '我喜欢。😀 𠀀', '!!a ..b /\n//\r\n', 'HelloWorld ABCdef aBC', 'ǅaǅ ʰA ªB',
  'あABC あAbc', 'A\u0301B\u0301', '\u0301abc \u0301ABC', '!\u0301x !!\u0301', '\u0301', ' \u0301', '\n\u0301a',
  "don't Don'T", "ABC's",
  'abcdabcdé', 'abcdABCDabcdABCD@[`{', `${' '.repeat(9)}x`, `${' '.repeat(8)}\n${' '.repeat(7)}`,
  'Ж’s', '\u0378\u088f', '  ', ' ',
];

/** Texts of characters that the patterns tell apart. */
function randomTexts(count: number): string[] {
  const alphabet = [
    ...'aabzABZsStTlLdvre\'\'\'  \n\r\t1234!./-_éÉǅʰªあ我ſ½٣😀𠀀𝔘\u0301\u094d\u0085\u00a0\u3000\u2028\ufeff\u200d',
  ];
  let state = 7;
  const draw = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
  return Array.from({ length: count }, () => (
    Array.from({ length: 1 + draw(14) }, () => alphabet[draw(alphabet.length)]!).join('')
  ));
}

describe('TextCutter', () => {
  it.each(NAMES)('cuts as the pattern of %s', (pattern) => {
    const [ours, theirs] = [ourPieces(pattern), theirPieces(pattern)];
    for (const text of [...ODD, ...randomTexts(5000)]) {
      expect({ text, pieces: ours(text) }).toEqual({ text, pieces: theirs(text) });
    }
  });

  it.each(NAMES)('cuts a million characters in time proportional to them: %s', (pattern) => {
    const ours = ourPieces(pattern);
    const start = process.cpuUsage();
    const pieces = ['a', ' ', '\n', '1', '!', 'あA', "'"].map((unit) => ours(unit.repeat(1e6 / unit.length)).length);
    expect(pieces.every((count) => count >= 1)).toBe(true);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6).toBeLessThan(10);
  });

  it.each(NAMES)('cuts texts that lie in a block each by itself: %s', (pattern) => {
    const texts = [...ODD, ...randomTexts(3000), 'word '.repeat(5000), ''];
    expect(ourPiecesTogether(pattern, texts)).toEqual(texts.flatMap(ourPieces(pattern)));
  });

  it.each(NAMES)('cuts a text of several windows as its lines: %s', (pattern) => {
    const ours = ourPieces(pattern);
    // Between a line break and a letter, every pattern cuts.
    const lines = randomTexts(20_000).map((text) => `x${text}x\n`);
    const pieces = lines.flatMap((line) => ours(line));
    const text = lines.join('');
    expect(ours(text)).toEqual(pieces);
  });

  it.each(NAMES)('waits for the end of a run that goes on behind its window: %s', (pattern) => {
    const ours = ourPieces(pattern);
    const runs = [
      `x\n${' '.repeat(40)}\nx`, `x\n${' '.repeat(40)}x`, `あ${'A'.repeat(40)}b`, `!あ${'A'.repeat(40)} b`,
      `\u0301${'A'.repeat(40)}b`, `1${'A'.repeat(40)}'s`,
    ];
    for (const run of runs) {
      const expected = ours(`x\n${run}`);
      for (let before = 0; before < 60; before++) {
        // Between a line break and a letter, every pattern cuts.
        const head = `${'x'.repeat(WINDOW_UNITS - before - 1)}\n`;
        expect(ours(`${head}x\n${run}`).slice(-expected.length)).toEqual(expected);
      }
    }
  });

  it('tells how many bytes it has cut', () => {
    const cutter = new TextCutter('gpt2');
    const cutBytes = ['', 'é a', '\ud800', 'é'.repeat(100_000)].map((text) => cutter.cut(text, () => {}));
    expect(cutBytes).toEqual([0, 4, 3, 200_000]);
  });
});

describe('patternName', () => {
  it('is found by the pattern itself', () => {
    expect(NAMES.map((name) => patternName(PATTERNS[name]))).toEqual(NAMES);
    expect([patternName('x'), patternName(undefined)]).toEqual([undefined, undefined]);
  });
});
