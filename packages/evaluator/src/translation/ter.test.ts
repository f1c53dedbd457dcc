import { InvalidInputError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { followsTheLawsOfMetrics } from '../metric-tests/metric-laws.ts';
import { ter } from './ter.ts';
import type { TerOptions } from './ter.ts';
import { readme } from './translation-tests/readme.ts';

const scored = (hypothesis: string, references: readonly string[], options?: TerOptions) => {
  const metric = ter(options);
  return metric.result(metric.update(metric.initial(), { hypothesis, references }));
};

describe('ter', () => {
  followsTheLawsOfMetrics(ter(), readme);

  it('counts a sequence of words that stands elsewhere as one edit', () => {
    const { edits, score, text } = scored('on the mat the cat sat', ['the cat sat on the mat']);
    expect([edits, score, text]).toEqual([1, 100 * (1 / 6), 'TER = 16.67']);
  });

  it('counts insertions, deletions and replacements', () => {
    expect(scored('a b c', ['a x c d']).edits).toBe(2);
    expect(scored('a b c', ['a c']).edits).toBe(1);
  });

  it('takes the reference with the fewest edits, over the mean length of all', () => {
    const { edits, referenceLength } = scored('a b', ['a b', 'a b c d']);
    expect([edits, referenceLength]).toEqual([0, 3]);
  });

  it('is 100 for words without reference, and 0 for nothing', () => {
    expect([scored('a b', ['']).score, scored('', ['']).score]).toEqual([100, 0]);
  });

  it('has sacrebleu\'s signature', () => {
    expect(scored('a', ['a'], { normalized: true, caseSensitive: true }).signature)
      .toBe('nrefs:1|case:mixed|tok:tercom|norm:yes|punct:yes|asian:no|version:2.6.0');
  });

  it('ends its search for shifts where thousands are possible', () => {
    const words = Array.from({ length: 400 }, (_, i) => ['a', 'b', 'c'][i % 3]);
    const start = performance.now();
    expect(scored(words.join(' '), [words.toReversed().join(' ')]).edits).toBeGreaterThan(100);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('refuses texts whose table would not fit into memory', () => {
    const text = 'a '.repeat(5000);
    const message = 'ter: the words of a segment times those of its reference must be at most 16777216; '
      + 'got 5000 and 5000';
    expect(() => scored(text, [text])).toThrow(new InvalidInputError(message));
  });
});
