import { describe, expect, it } from 'vitest';
import type { Json, Metric } from '@oneday/core';
import { readFixture } from '../metric-tests/fixture.ts';
import { bleu } from './bleu.ts';
import type { BleuOptions } from './bleu.ts';
import { chrf } from './chrf.ts';
import type { ChrfOptions } from './chrf.ts';
import { ter } from './ter.ts';
import type { TerOptions } from './ter.ts';
import type { TranslatedSegment } from './translated-segment.ts';

interface Case {
  readonly metric: 'bleu' | 'chrf' | 'ter';
  readonly options: BleuOptions & ChrfOptions & TerOptions;
  /** The hypothesis, then its references. */
  readonly segments: readonly (readonly [string, ...string[]])[];
  readonly score: number;
  readonly signature: string;
  readonly text: string;
}

interface Scored {
  readonly score: number;
  readonly signature: string;
  readonly text: string;
}

const metrics = { bleu, chrf, ter };

function scoreOf({ metric: name, options, segments }: Case): Scored {
  const metric = metrics[name](options) as Metric<TranslatedSegment, Json, Scored>;
  const state = segments.reduce<Json>(
    (before, [hypothesis, ...references]) => metric.update(before, { hypothesis, references }), metric.initial(),
  );
  return metric.result(state);
}

// Made with sacrebleu by tools/parity/translation_metrics_fixture.py.
describe('beside sacrebleu', () => {
  const cases = readFixture<Case>('translation');

  it.each(['bleu', 'chrf', 'ter'] as const)('%s has its scores to 1e-12, its signatures and its text lines', (name) => {
    const ofMetric = cases.filter(({ metric }) => metric === name);
    expect(ofMetric.length).toBeGreaterThanOrEqual(150);
    for (const one of ofMetric) {
      const { score, signature, text } = scoreOf(one);
      const about = JSON.stringify(one);
      expect(Math.abs(score - one.score), about).toBeLessThanOrEqual(1e-12 * Math.max(1, one.score));
      expect([signature, text], about).toEqual([one.signature, one.text]);
    }
  });
});
