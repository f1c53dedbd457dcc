import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { InvalidInputError } from '@oneday/core';
import type { Tokenizer } from '@oneday/core';
import { tokenizerFromJson } from './tokenizer-from-json.ts';
import { trainByteLevelBpe } from './train-byte-level-bpe.ts';

interface Group {
  readonly name: string;
  readonly tokenizer: unknown;
  readonly cases: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly offsets: readonly number[];
    readonly decoded: string;
  }[];
}

// Made with Hugging Face's tokenizers by tools/parity/byte_level_bpe_fixture.py.
const fixture = new URL('../fixtures/byte-level-bpe-encoding.json', import.meta.url);
const groups = JSON.parse(readFileSync(fixture, 'utf8')) as readonly Group[];

describe.each(groups)('byte-level BPE beside the Python library: $name', ({ tokenizer, cases }) => {
  const ours = tokenizerFromJson(tokenizer);

  it.each(cases)('encodes and decodes $text', ({ text, ids, offsets, decoded }) => {
    const encoding = ours.encode(text);
    expect([...encoding.ids]).toEqual(ids);
    expect([...encoding.offsets]).toEqual(offsets);
    expect(ours.decode(ids)).toBe(decoded);
  });

  it('gives every text the same ids again, once its pieces are remembered', () => {
    for (const { text, ids } of cases) expect([...ours.encode(text).ids]).toEqual(ids);
  });

  it('is the same tokenizer after a journey as JSON', () => {
    expect(JSON.parse(JSON.stringify(ours))).toEqual(tokenizer);
  });
});

describe('byte-level BPE', () => {
  let tokenizer: Tokenizer;

  beforeAll(async () => {
    const texts = ['the cat sat on the mat', 'aaaaaaaa', '苹果苹果 😀😀'];
    tokenizer = await trainByteLevelBpe(texts, { vocabSize: 280, specialTokens: ['<s>', '<é>'] });
  });

  it.each([
    'a\n b\r\n\tc', '\ufeffa\ufeff', 'Ġ Ċ Ā', '\u0000\u0085\u{10ffff}', '我喜欢吃苹果。', 'x'.repeat(1000), '\ufffd',
  ])('gives %j back', (text) => {
    expect(tokenizer.decode(tokenizer.encode(text).ids)).toBe(text);
  });

  it('gives special tokens back when asked', () => {
    const { ids } = tokenizer.encode('<s>the <é>');
    expect(tokenizer.decode(ids)).toBe('the ');
    expect(tokenizer.decode(ids, { skipSpecialTokens: false })).toBe('<s>the <é>');
  });

  it('takes a lone surrogate as U+FFFD, with its place in the text', () => {
    const { ids, offsets } = tokenizer.encode('a\ud800b');
    expect(tokenizer.decode(ids)).toBe('a\ufffdb');
    expect([...offsets]).toEqual([0, 1, 1, 2, 1, 2, 1, 2, 2, 3]);
  });

  it('counts offsets in UTF-16 units, so that slicing the text gives each token', () => {
    const text = '😀<s>the 😀cats';
    const { ids, offsets } = tokenizer.encode(text);
    const slices = [...ids.keys()].map((i) => text.slice(offsets[2 * i], offsets[2 * i + 1]));
    expect(slices).toEqual(['😀', '<s>', 'the', ' 😀', 'cat', 's']);
  });

  it('joins a pair, with type id 1 for the second', () => {
    const { ids, offsets, typeIds } = tokenizer.encode('the', { pair: '<s>the' });
    expect(ids).toHaveLength(3);
    expect([...offsets]).toEqual([0, 3, 0, 3, 3, 6]);
    expect([...typeIds!]).toEqual([0, 1, 1]);
  });

  it('keeps its results apart', () => {
    const first = tokenizer.encode('the cat');
    const ids = [...first.ids];
    tokenizer.encode('sat on the mat');
    expect([...first.ids]).toEqual(ids);
  });

  it('forgets pieces rather than grow without bound, and gives the same ids', () => {
    const words = Array.from({ length: 540_000 }, (_, i) => ` w${i.toString(36)}`).join('');
    const before = [...tokenizer.encode(' w0 wzz the').ids];
    expect(tokenizer.decode(tokenizer.encode(words).ids)).toBe(words);
    expect([...tokenizer.encode(' w0 wzz the').ids]).toEqual(before);
  });

  it('takes little longer a letter for a million of them', () => {
    const processorSeconds = (length: number) => {
      const text = 'a'.repeat(length);
      const started = process.cpuUsage();
      const { ids } = tokenizer.encode(text);
      const { user, system } = process.cpuUsage(started);
      expect(tokenizer.decode(ids)).toBe(text);
      return (user + system) / 1e6;
    };
    processorSeconds(10_000);
    // n log n and cold memory: 20 times the letters may take 100 times as long, where n² would take 400 times.
    expect(processorSeconds(1_000_000)).toBeLessThan(100 * Math.max(processorSeconds(50_000), 0.01));
  });

  it.each([-1, 280, 0.5, Number.NaN])('refuses to decode the id %d', (id) => {
    const message = `decode: ids must be integers in [0, 280); got ${id} at 1`;
    expect(() => tokenizer.decode([0, id])).toThrow(new InvalidInputError(message));
  });
});
