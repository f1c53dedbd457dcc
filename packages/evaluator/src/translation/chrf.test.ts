import { ConfigError, InvalidInputError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { followsTheLawsOfMetrics } from '../metric-tests/metric-laws.ts';
import { chrf } from './chrf.ts';
import type { ChrfOptions } from './chrf.ts';
import { readme } from './translation-tests/readme.ts';
import type { TranslatedSegment } from './translated-segment.ts';

const scored = (segments: readonly TranslatedSegment[], options?: ChrfOptions) => {
  const metric = chrf(options);
  return metric.result(segments.reduce((state, segment) => metric.update(state, segment), metric.initial()));
};

describe('chrf', () => {
  followsTheLawsOfMetrics(chrf({ wordOrder: 2 }), readme);

  it('has the published scores, signatures and text lines', () => {
    const [plain, plus] = [scored(readme), scored(readme, { wordOrder: 2 })];
    expect([plain.text, plus.text]).toEqual(['chrF2 = 59.73', 'chrF2++ = 59.15']);
    expect(plain.signature).toBe('nrefs:2|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0');
    expect(plus.signature).toBe('nrefs:2|case:mixed|eff:yes|nc:6|nw:2|space:no|version:2.6.0');
  });

  it('is 100 for equal texts, 0 for texts without a character in common, and 0 for nothing', () => {
    expect(scored([{ hypothesis: '苹果 😀', references: ['苹果 😀'] }]).score).toBe(100);
    expect(scored([{ hypothesis: 'abc', references: ['xyz'] }]).score).toBe(0);
    expect(scored([{ hypothesis: '', references: [''] }]).score).toBe(0);
  });

  it('compares code points: the halves of two emoji do not match', () => {
    // U+1F600 and U+1F601 share their first UTF-16 unit.
    expect(scored([{ hypothesis: '😀', references: ['😁'] }]).score).toBe(0);
  });

  it.each<[ChrfOptions, string]>([
    [{ characterOrder: 0 }, 'chrf: characterOrder must be an integer in 1…16; got 0'],
    [{ wordOrder: 1.5 }, 'chrf: wordOrder must be an integer in 0…16; got 1.5'],
    [{ beta: 0 }, 'chrf: beta must be above 0; got 0'],
  ])('refuses %j', (options, message) => {
    expect(() => chrf(options)).toThrow(new ConfigError(message));
  });

  it('refuses to merge states of different orders', () => {
    const message = 'chrf: states to merge must count the same orders; got 6 and 8';
    const [plain, plus] = [chrf(), chrf({ wordOrder: 2 })];
    expect(() => plain.merge(plain.initial(), plus.initial())).toThrow(new InvalidInputError(message));
  });
});
