import { InvalidInputError } from '@oneday/core';
import type { Json, Metric } from '@oneday/core';
import {
  accuracy, confusionMatrix, expectedCalibrationError, glue, matthewsCorrelation, pearsonCorrelation, perClassF1,
  precisionRecallF1, rocAuc, seqeval, spearmanCorrelation, topKAccuracy,
} from '@oneday/evaluator';
import type {
  Average, FScores, GlueTask, LabelledBatch, PairedValues, SeqevalOptions, TaggedSentence, ZeroDivision,
} from '@oneday/evaluator';
import { lineMetric } from './line-metric.ts';
import type { LineBatch, LineMetric, Score } from './line-metric.ts';
import { parseNumber } from './settings.ts';

/** Metrics of labels, numbers and tags: an item, or a sentence, a line. */
export const LABEL_METRICS: Readonly<Record<string, LineMetric>> = {
  'accuracy': ofLabels('share of labels that are right', accuracy),
  'mcc': ofLabels('Matthews\' correlation coefficient', matthewsCorrelation),
  'f1': lineMetric({
    about: 'precision, recall and F1, averaged over classes',
    settings: { average: 'name', positiveLabel: 'name', zeroDivision: 'name' },
    takesManyReferences: false,
    open: ({ average = 'macro', positiveLabel = '1', zeroDivision = '0' }: FSettings) => ({
      metric: precisionRecallF1({ average, positiveLabel, zeroDivision: parseZeroDivision(zeroDivision) }),
      inputs: labels,
      score: (scores): Score => (
        { score: scores.f1, details: { average, ...scores }, lines: [fLine(average, scores)] }
      ),
    }),
  }),
  'per-class-f1': lineMetric({
    about: 'precision, recall and F1 of each class',
    settings: { zeroDivision: 'name' },
    takesManyReferences: false,
    open: ({ zeroDivision = '0' }: FSettings) => ({
      metric: perClassF1(parseZeroDivision(zeroDivision)),
      inputs: labels,
      score: (classes): Score => ({
        score: classes.reduce((sum, { f1 }) => sum + f1, 0) / classes.length,
        details: { classes },
        lines: classes.map((one) => `${fLine(one.label, one)}, ${one.support} items`),
      }),
    }),
  }),
  'confusion-matrix': lineMetric({
    about: 'how often each class is taken for each',
    settings: {},
    takesManyReferences: false,
    open: () => ({
      metric: confusionMatrix,
      inputs: labels,
      score: ({ labels: classes, counts }): Score => {
        const [right, all] = [counts.map((row, i) => row[i]!), counts.flat()].map(sum) as [number, number];
        return {
          score: right / all,
          details: { labels: classes, counts },
          lines: [`columns: ${classes.join(' ')}`, ...counts.map((row, i) => `${classes[i]}: ${row.join(' ')}`)],
        };
      },
    }),
  }),
  'pearson': ofNumbers('Pearson\'s correlation', pearsonCorrelation),
  'spearman': ofNumbers('Spearman\'s correlation of ranks', spearmanCorrelation),
  'roc-auc': lineMetric({
    about: 'area under the ROC curve; references are 0 or 1, hypotheses scores',
    settings: {},
    takesManyReferences: false,
    open: () => ({
      metric: rocAuc,
      inputs: (batch: LineBatch) => [{ labels: numbersIn(batch).labels, scores: numbersIn(batch).predictions }],
      score: plainScore('roc-auc'),
    }),
  }),
  'ece': lineMetric({
    about: 'expected calibration error; references are 0 or 1 for wrong or right, hypotheses confidences',
    settings: { bins: 'number' },
    takesManyReferences: false,
    open: ({ bins }: { readonly bins?: number }) => ({
      metric: expectedCalibrationError(bins),
      inputs: (batch: LineBatch) => {
        const { labels: right, predictions: confidences } = numbersIn(batch);
        const wrong = right.find((value) => value !== 0 && value !== 1);
        if (wrong !== undefined) throw new InvalidInputError(`score ece: references must be 0 or 1; got ${wrong}`);
        return [{ confidences, correct: right.map((value) => value === 1) }];
      },
      score: plainScore('ece'),
    }),
  }),
  'top-k': lineMetric({
    about: 'share of classes among the k highest scores; hypotheses are a score for each class',
    settings: { k: 'number' },
    takesManyReferences: false,
    open: ({ k = 5 }: { readonly k?: number }) => ({
      metric: topKAccuracy(k),
      inputs: ({ firstLine, hypotheses, references }: LineBatch) => [{
        labels: references[0]!.map((line, i) => numberAt(firstLine + i, line)),
        scores: hypotheses.map((line, i) => words(line).map((word) => numberAt(firstLine + i, word))),
      }],
      score: plainScore(`top-${k}`),
    }),
  }),
  'seqeval': lineMetric({
    about: 'F1 of named entities; a sentence a line, its tags with spaces between',
    settings: { scheme: 'name', zeroDivision: 'number' },
    takesManyReferences: false,
    open: (options: SeqevalOptions) => ({
      metric: seqeval(options),
      inputs: ({ hypotheses, references }: LineBatch) => hypotheses.map((line, i): TaggedSentence => (
        { labels: words(references[0]![i]!), predictions: words(line) }
      )),
      score: (result): Score => ({
        score: result.micro.f1,
        details: result,
        lines: [
          ...result.types.map((one) => `${fLine(one.type, one)}, ${one.support} entities`),
          ...(['micro', 'macro', 'weighted'] as const).map((average) => fLine(average, result[average])),
          `accuracy of tags ${result.accuracy.toFixed(4)}`,
        ],
      }),
    }),
  }),
  'glue': lineMetric({
    about: 'the scores of a GLUE task, e.g. --set task=mrpc',
    settings: { task: 'name' },
    takesManyReferences: false,
    open: ({ task }: { readonly task?: GlueTask }) => {
      if (task === undefined) throw new InvalidInputError('score glue: a task is needed, e.g. --set task=mrpc');
      return {
        metric: glue(task),
        inputs: (batch: LineBatch) => [numbersIn(batch)],
        score: (scores): Score => ({
          score: sum(Object.values(scores)) / Object.keys(scores).length,
          details: { task, scores },
          lines: Object.entries(scores).map(([name, score]) => `${name}: ${score.toFixed(4)}`),
        }),
      };
    },
  }),
};

interface FSettings {
  readonly average?: Average;
  readonly positiveLabel?: string;
  readonly zeroDivision?: string;
}

function parseZeroDivision(value: string): ZeroDivision {
  if (value === 'nan') return value;
  if (value === '0' || value === '1') return Number(value) as 0 | 1;
  throw new InvalidInputError(`score: zeroDivision must be 0, 1 or nan; got ${JSON.stringify(value)}`);
}

function ofLabels<State extends Json>(about: string, metric: Metric<LabelledBatch, State, number>): LineMetric {
  return lineMetric({
    about, settings: {}, takesManyReferences: false,
    open: () => ({ metric, inputs: labels, score: plainScore(metric.name) }),
  });
}

function ofNumbers<State extends Json>(about: string, metric: Metric<PairedValues, State, number>): LineMetric {
  return lineMetric({
    about, settings: {}, takesManyReferences: false,
    open: () => ({ metric, inputs: (batch: LineBatch) => [numbersIn(batch)], score: plainScore(metric.name) }),
  });
}

function plainScore(name: string): (score: number) => Score {
  return (score) => ({ score, details: {}, lines: [`${name} = ${score.toFixed(4)}`] });
}

function labels({ hypotheses, references }: LineBatch): LabelledBatch[] {
  return [{ labels: references[0]!.map((line) => line.trim()), predictions: hypotheses.map((line) => line.trim()) }];
}

function numbersIn({ firstLine, hypotheses, references }: LineBatch): PairedValues {
  const numbers = (lines: readonly string[]) => lines.map((line, i) => numberAt(firstLine + i, line));
  return { labels: numbers(references[0]!), predictions: numbers(hypotheses) };
}

function numberAt(line: number, text: string): number {
  return parseNumber(`score: line ${line}`, text);
}

function words(line: string): string[] {
  return line.split(/\s+/).filter((word) => word !== '');
}

function fLine(name: string, { precision, recall, f1 }: FScores): string {
  return `${name}: precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}, F1 ${f1.toFixed(4)}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
