import { bleu, chrf, rouge, ter } from '@oneday/evaluator';
import type {
  BleuOptions, ChrfOptions, RougeOptions, SummarizedText, TerOptions, TranslatedSegment,
} from '@oneday/evaluator';
import { lineMetric } from './line-metric.ts';
import type { LineBatch, LineMetric, Score } from './line-metric.ts';

/** Metrics of texts with references: a segment, or a text, a line. */
export const TEXT_METRICS: Readonly<Record<string, LineMetric>> = {
  'bleu': lineMetric({
    about: 'BLEU as sacrebleu computes it',
    settings: {
      tokenizer: 'name', lowercase: 'boolean', smoothing: 'name', smoothingValue: 'number', maxOrder: 'number',
      effectiveOrder: 'boolean',
    },
    takesManyReferences: true,
    open: (options: BleuOptions) => ({ metric: bleu(options), inputs: segments, score: signedScore }),
  }),
  'chrf': chrfMetric('chrF as sacrebleu computes it', {}),
  'chrf++': chrfMetric('chrF++: chrF with words and pairs of words', { wordOrder: 2 }),
  'ter': lineMetric({
    about: 'translation edit rate as sacrebleu computes it; lower is better',
    settings: { normalized: 'boolean', noPunctuation: 'boolean', asianSupport: 'boolean', caseSensitive: 'boolean' },
    takesManyReferences: true,
    open: (options: TerOptions) => ({ metric: ter(options), inputs: segments, score: signedScore }),
  }),
  'rouge': lineMetric({
    about: 'ROUGE-1, 2, L and Lsum as Google\'s rouge-score computes them',
    settings: { stem: 'boolean' },
    takesManyReferences: true,
    open: (options: RougeOptions) => ({
      metric: rouge(options),
      inputs: (batch) => segments(batch).map(({ hypothesis, references }): SummarizedText => (
        { summary: hypothesis, references }
      )),
      score: (scores): Score => ({
        score: scores['rougeL']!.f1,
        details: { scores },
        lines: Object.entries(scores).map(([type, { precision, recall, f1 }]) => (
          `${type}: precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}, F1 ${f1.toFixed(4)}`
        )),
      }),
    }),
  }),
};

function chrfMetric(about: string, defaults: ChrfOptions): LineMetric {
  return lineMetric({
    about,
    settings: {
      characterOrder: 'number', wordOrder: 'number', beta: 'number', lowercase: 'boolean', whitespace: 'boolean',
      epsilonSmoothing: 'boolean',
    },
    takesManyReferences: true,
    open: (options: ChrfOptions) => (
      { metric: chrf({ ...defaults, ...options }), inputs: segments, score: signedScore }
    ),
  });
}

function segments({ hypotheses, references }: LineBatch): TranslatedSegment[] {
  return hypotheses.map((hypothesis, i) => ({ hypothesis, references: references.map((lines) => lines[i]!) }));
}

/** sacrebleu's own line: the name, the signature, the score. */
function signedScore({ score, text, ...details }: { score: number; text: string; signature: string }): Score {
  const at = text.indexOf(' ');
  return { score, details, lines: [`${text.slice(0, at)}|${details.signature}${text.slice(at)}`] };
}
