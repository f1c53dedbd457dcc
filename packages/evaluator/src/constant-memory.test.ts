import type { Json, Metric } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { squad } from './question-answering/squad.ts';
import { rouge } from './summarization/rouge.ts';
import { bleu } from './translation/bleu.ts';
import { chrf } from './translation/chrf.ts';
import { ter } from './translation/ter.ts';

/** A pair of texts as every metric of texts takes it. */
const pair = (i: number) => {
  const [ours, theirs] = [`the cat number ${i} sat on mat ${i % 7}`, `cat ${i} sat on the mat`];
  return { hypothesis: ours, summary: ours, prediction: ours, references: [theirs], answers: [theirs] };
};

describe.each([bleu(), chrf(), ter(), rouge(), squad])('the memory of $name', (metric) => {
  it('does not grow with the texts seen', () => {
    const streaming = metric as unknown as Metric<ReturnType<typeof pair>, Json, unknown>;
    const sizeAfter = (count: number) => {
      let state = streaming.initial();
      for (let i = 0; i < count; i++) state = streaming.update(state, pair(i));
      return JSON.stringify(state).replace(/[\d.e+-]+/g, '0').length;
    };
    expect(sizeAfter(2000)).toBe(sizeAfter(1));
  });
});
