import { ConfigError, InvalidInputError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { followsTheLawsOfMetrics } from '../metric-tests/metric-laws.ts';
import { bleu } from './bleu.ts';
import type { BleuOptions } from './bleu.ts';
import { readme } from './translation-tests/readme.ts';
import type { TranslatedSegment } from './translated-segment.ts';

const scored = (segments: readonly TranslatedSegment[], options?: BleuOptions) => {
  const metric = bleu(options);
  return metric.result(segments.reduce((state, segment) => metric.update(state, segment), metric.initial()));
};

describe('bleu', () => {
  followsTheLawsOfMetrics(bleu(), readme);

  it('has the signature and the text line of sacrebleu\'s README', () => {
    const { signature, text } = scored(readme);
    expect(signature).toBe('nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0');
    expect(text).toBe('BLEU = 48.53 82.4/50.0/45.5/37.5 (BP = 0.943 ratio = 0.944 hyp_len = 17 ref_len = 18)');
  });

  it.each([
    ['13a', 48.530827], ['none', 49.1919566], ['intl', 43.91623493], ['char', 72.61064], ['zh', 48.530827],
  ] as const)('has the published score with the tokenizer %s', (tokenizer, score) => {
    expect(scored(readme, { tokenizer }).score).toBeCloseTo(score, 5);
  });

  it('has the published scores with n-grams up to each length', () => {
    const scores = [1, 2, 3, 4, 5, 6].map((maxOrder) => scored(readme, { maxOrder }).score.toFixed(2));
    expect(scores).toEqual(['77.65', '60.50', '53.93', '48.53', '46.14', '43.28']);
  });

  it.each([
    ['none', undefined, 0], ['floor', undefined, 9.554428], ['floor', 0.01, 1.699044], ['add-k', undefined, 37.991784],
    ['exp', undefined, 18.995892],
  ] as const)('smooths a sentence by %s %d', (smoothing, smoothingValue, score) => {
    const sentence = { hypothesis: 'a little test here', references: ['a test'] };
    const options = { smoothing, effectiveOrder: true, ...(smoothingValue !== undefined && { smoothingValue }) };
    expect(scored([sentence], options).score).toBeCloseTo(score, 5);
  });

  it('takes a tokenizer of one\'s own, and names it in the signature', () => {
    const tokenizer = { name: 'dashes', words: (text: string) => text.split('-') };
    const { score, signature } = scored([{ hypothesis: 'a-b-c-d', references: ['a-b-c-d'] }], { tokenizer });
    expect(score).toBeCloseTo(100, 10);
    expect(signature).toContain('|tok:dashes|');
  });

  it('says when segments have different numbers of references', () => {
    const segments = [{ hypothesis: 'a', references: ['a'] }, { hypothesis: 'a', references: ['a', 'b'] }];
    expect(scored(segments).signature).toMatch(/^nrefs:var\|/);
  });

  it('refuses segments without references, and what is no text', () => {
    const none = 'bleu: each segment needs at least one reference; got none';
    expect(() => scored([{ hypothesis: 'a', references: [] }])).toThrow(new InvalidInputError(none));
    const number = 'bleu: hypotheses and references must be strings; got 3';
    const segment = { hypothesis: 'a', references: [3 as unknown as string] };
    expect(() => scored([segment])).toThrow(new InvalidInputError(number));
  });

  it.each<[BleuOptions, string]>([
    [{ tokenizer: '13b' as '13a' }, 'bleu: unknown tokenizer "13b"; did you mean "13a"?'],
    [{ smoothing: 'flor' as 'floor' }, 'bleu: unknown smoothing "flor"; did you mean "floor"?'],
    [{ maxOrder: 0 }, 'bleu: maxOrder must be an integer in 1…16; got 0'],
    [{ smoothing: 'floor', smoothingValue: NaN }, 'bleu: smoothingValue must be a number of at least 0; got NaN'],
  ])('refuses %j', (options, message) => {
    expect(() => bleu(options)).toThrow(new ConfigError(message));
  });

  it('refuses to merge states of different orders', () => {
    const message = 'bleu: states to merge must count the same orders; got 4 and 2';
    const [four, two] = [bleu(), bleu({ maxOrder: 2 })];
    expect(() => four.merge(four.initial(), two.initial())).toThrow(new InvalidInputError(message));
  });
});
