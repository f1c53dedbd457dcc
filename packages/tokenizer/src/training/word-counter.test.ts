import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { TokenizerComponentJson } from '@oneday/core';
import { NORMALIZERS, PRE_TOKENIZERS } from '../parity-tests/components.ts';
import { randomTexts } from '../parity-tests/random-texts.ts';
import { parseNormalizer } from '../normalizers/parse-normalizer.ts';
import { parsePreTokenizer } from '../pre-tokenizers/parse-pre-tokenizer.ts';
import { SENTENCE_PIECE_PARTS } from './sentence-piece-parts.ts';
import { spaceCuts } from './space-cuts.ts';
import type { SpaceCuts } from './space-cuts.ts';
import { WordCounter } from './word-counter.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const next = randomTexts(5);
const words = Array.from({ length: 200 }, () => next(3).trim());
const spaced = Array.from({ length: 300 }, (_, i) => words.slice(i % 190, (i % 190) + 9).join(' '.repeat(1 + (i % 2))));
const texts = [
  ...spaced, 'the cat\n', 'the  cat sat', ' the cat', '', ' ', 'a \u0301b c', 'x \u0000 y', 'a \u037a b ﷺ c',
  '我\u0301喜 欢a，吃', `It's (A+B)==c_d; "x--Y"`, '\x21-\x7e ~~a~ __init__ ``b`` $9.99', 'a\tb\r\n\u0301c\n\nd\u0301 \n e',
];

function countsOf(
  normalizer: TokenizerComponentJson, preTokenizer: TokenizerComponentJson, cuts: SpaceCuts | undefined,
): Map<string, number> {
  const counter = new WordCounter({
    normalizer: parseNormalizer(normalizer), preTokenizer: parsePreTokenizer(preTokenizer), cuts,
  });
  for (const text of texts) counter.add(text);
  Array.from(counter.finish());
  return new Map(counter.counts);
}

const normalizers = [...NORMALIZERS, SENTENCE_PIECE_PARTS.normalizer!] as readonly TokenizerComponentJson[];
const preTokenizers = PRE_TOKENIZERS as readonly TokenizerComponentJson[];
const cutting = preTokenizers.flatMap((preTokenizer) => normalizers.flatMap((normalizer) => {
  const cuts = spaceCuts(normalizer, preTokenizer);
  return cuts === undefined ? [] : [{ normalizer, preTokenizer, cuts }];
}));
const named = cutting.map((parts) => ({ ...parts, name: JSON.stringify([parts.normalizer, parts.preTokenizer.type]) }));

describe('WordCounter', () => {
  it.each(named)('counts the same pieces when texts are cut into words: $name', (parts) => {
    const { normalizer, preTokenizer, cuts } = parts;
    const whole = countsOf(normalizer, preTokenizer, undefined);
    expect(countsOf(normalizer, preTokenizer, cuts)).toEqual(whole);
    expect(whole.size).toBeGreaterThan(50);
  });

  it('cuts texts where it can be told that no piece changes', () => {
    const { normalizer, preTokenizer } = SENTENCE_PIECE_PARTS;
    expect(spaceCuts(normalizer, preTokenizer)).toEqual({ spaces: 'plain', chinese: false });
    expect(cutting.map(({ cuts }) => cuts)).toContainEqual({ spaces: 'any', chinese: true });
    expect(spaceCuts(normalizer, { type: 'ByteLevel' })).toBeUndefined();
    expect(spaceCuts({ type: 'Strip', strip_left: true, strip_right: true }, preTokenizer)).toBeUndefined();
    expect(spaceCuts(normalizer, null)).toBeUndefined();
  });

  it.each([
    undefined, { spaces: 'any', chinese: false } as const,
  ])('keeps no text in memory because of a word in it (cuts: %j)', (cuts) => {
    const preTokenizer = parsePreTokenizer({ type: 'WhitespaceSplit' });
    const counter = new WordCounter({ normalizer: undefined, preTokenizer, cuts });
    const filler = 'the cat sat on the mat '.repeat(1000);
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 1000; i++) counter.add(`${filler}${'long'.repeat(8)}${i} ${filler}`);
    collectGarbage();
    const kept = process.memoryUsage().heapUsed - before;
    expect(counter.distinctPieces).toBeGreaterThan(1000);
    expect(kept).toBeLessThan(1000 * filler.length / 5);
  });
});
