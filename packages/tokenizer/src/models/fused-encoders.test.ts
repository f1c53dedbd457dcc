import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { Tokenizer as Reference } from 'tokenizers';
import type { Tokenizer } from '@oneday/core';
import { trainByteLevelBpe } from '../train-byte-level-bpe.ts';
import { trainBpe } from '../training/train-bpe.ts';
import { trainUnigram } from '../training/train-unigram.ts';
import { trainWordPiece } from '../training/train-word-piece.ts';

// The oracle is Hugging Face's library itself, reading the file that we write.

const TEXTS = [
  'The baker opened the shop before the sun came up; 12 loaves were gone by 7:30.',
  "She didn't say that she'd come.",
  'Über den Flüssen liegen Brücken, größer als die Häuser.',
  '我喜欢吃苹果。他喜欢喝茶。',
  'if (a.b[0] !== x_1) {\n\treturn  c;\n}\n',
].flatMap((text) => [text, text.toUpperCase(), [...text].reverse().join('')]);

const sentencePiece = { replacement: '▁', split: true, type: 'Metaspace' };
const always = { ...sentencePiece, prepend_scheme: 'always' };
const splitAndMarked = { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, always] };
const charsmap = new URL('../../fixtures/precompiled-charsmap.json', import.meta.url);
const precompiled = { type: 'Precompiled', precompiled_charsmap: JSON.parse(readFileSync(charsmap, 'utf8')) as string };

const TRAININGS: Readonly<Record<string, () => Promise<Tokenizer>>> = {
  'WordPiece of BERT': () => trainWordPiece(TEXTS, { vocabSize: 250 }),
  'WordPiece that keeps case and control characters': () => trainWordPiece(TEXTS, {
    vocabSize: 250, normalizer: {
      type: 'BertNormalizer', clean_text: false, handle_chinese_chars: true, strip_accents: false, lowercase: false,
    },
  }),
  'Unigram of SentencePiece': () => trainUnigram(TEXTS, { vocabSize: 250 }),
  'Unigram without normalizer, its first word marked': () => trainUnigram(TEXTS, {
    vocabSize: 250, normalizer: null, preTokenizer: { ...sentencePiece, prepend_scheme: 'first' },
  }),
  'Unigram that keeps line breaks': () => trainUnigram(TEXTS, { vocabSize: 250, normalizer: { type: 'NFKC' } }),
  'Unigram whose blanks are spaces, each a piece': () => trainUnigram(TEXTS, {
    vocabSize: 250, normalizer: { type: 'Nmt' },
  }),
  'Unigram of XLM-R': () => trainUnigram(TEXTS, {
    vocabSize: 250, preTokenizer: always, normalizer: {
      type: 'Sequence', normalizers: [precompiled, { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' }],
    },
  }),
  'Unigram of T5': () => trainUnigram(TEXTS, {
    vocabSize: 250, normalizer: precompiled, preTokenizer: splitAndMarked,
  }),
  'Unigram that lowercases behind white space': () => trainUnigram(TEXTS, {
    vocabSize: 250, normalizer: { type: 'Lowercase' }, preTokenizer: splitAndMarked,
  }),
  'Unigram that lowercases': () => trainUnigram(TEXTS, { vocabSize: 250, normalizer: { type: 'Lowercase' } }),
  'BPE of SentencePiece': () => trainBpe(TEXTS, { vocabSize: 250 }),
  'BPE of bytes': () => trainByteLevelBpe(TEXTS, { vocabSize: 350, specialTokens: ['<s>'] }),
  'BPE of bytes with prefix spaces': () => trainByteLevelBpe(TEXTS, { vocabSize: 350, addPrefixSpace: true }),
  'BPE of bytes, cl100k': () => trainByteLevelBpe(TEXTS, { vocabSize: 350, pattern: 'cl100k' }),
  'BPE of bytes, o200k': () => trainByteLevelBpe(TEXTS, { vocabSize: 350, pattern: 'o200k' }),
};

/** Texts of characters that the fast ways tell apart: ASCII, white space of all kinds, what joins and what changes. */
function oddTexts(count: number): string[] {
  const alphabet = [
    ...'aabcdABZ12   \n\t\r\v\f.,!-_é´\u00a0\u3000\u2003\u0301我喜。𠀀ﬁ①\u0000\u200b\u0085\u00ad\ufeffß▁#',
    "'s", ' the', '  the', '\r\n', '<s>',
  ];
  let state = 3;
  const draw = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
  return Array.from({ length: count }, (_, i) => (
    Array.from({ length: 1 + draw(i % 20 === 0 ? 200 : 20) }, () => alphabet[draw(alphabet.length)]!).join('')
  ));
}

describe.each(Object.entries(TRAININGS))('%s', (_, train) => {
  let ours: Tokenizer;
  let theirs: Reference;
  beforeAll(async () => {
    ours = await train();
    theirs = Reference.fromString(JSON.stringify(ours));
  });

  it('gives the ids and offsets of the reference, whatever stands beside what', async () => {
    for (const text of [...TEXTS, ...oddTexts(1000)]) {
      const [found, expected] = [ours.encode(text), await theirs.encode(text)];
      const units = [0];
      for (const character of text) units.push(units.at(-1)! + character.length);
      const offsets = expected.getOffsets().flat().map((at) => units[at]);
      expect({ text, ids: [...found.ids], offsets: [...found.offsets] })
        .toEqual({ text, ids: expected.getIds(), offsets });
    }
  });

  it('takes time in proportion to a text without spaces, and to one of spaces', () => {
    const start = process.cpuUsage();
    const counts = ['a', ' ', 'aé', '我', '\n'].map((unit) => ours.encode(unit.repeat(1e5 / unit.length)).ids.length);
    expect(counts.every((count) => count <= 3e5 + 2)).toBe(true);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6).toBeLessThan(10);
  });
});
