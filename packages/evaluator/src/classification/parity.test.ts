import { InvalidInputError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { pearsonCorrelation } from '../correlation/pearson.ts';
import { spearmanCorrelation } from '../correlation/spearman.ts';
import { expectClose } from '../metric-tests/expect-close.ts';
import { readFixture } from '../metric-tests/fixture.ts';
import { resultOf } from '../metric-tests/result-of.ts';
import { accuracy } from './accuracy.ts';
import { expectedCalibrationError } from './calibration-error.ts';
import { confusionMatrix } from './confusion-matrix.ts';
import type { ZeroDivision } from './f-score.ts';
import type { Label } from './labelled-batch.ts';
import { matthewsCorrelation } from './matthews-correlation.ts';
import { perClassF1, precisionRecallF1 } from './precision-recall-f1.ts';
import type { Average } from './precision-recall-f1.ts';
import { rocAuc } from './roc-auc.ts';
import { topKAccuracy } from './top-k-accuracy.ts';

type Case = {
  readonly kind: 'labels'; readonly labels: readonly Label[]; readonly predictions: readonly Label[];
  readonly present: readonly string[]; readonly accuracy: number; readonly matthews: number;
  readonly confusion: readonly (readonly number[])[]; readonly averages: Readonly<Record<string, unknown>>;
} | {
  readonly kind: 'scores'; readonly labels: readonly number[]; readonly scores: readonly number[];
  readonly rocAuc: number;
} | {
  readonly kind: 'topk'; readonly labels: readonly number[]; readonly scores: readonly (readonly number[])[];
  readonly k: number; readonly accuracy: number;
} | {
  readonly kind: 'correlation'; readonly labels: readonly number[]; readonly predictions: readonly number[];
  readonly isConstant: boolean; readonly pearson: number; readonly spearman: number;
} | {
  readonly kind: 'calibration'; readonly confidences: readonly number[]; readonly correct: readonly boolean[];
  readonly bins: number; readonly error: number;
};

/** What our side makes of a case, in the form of `averages`. */
function averagesOf(batch: Case & { kind: 'labels' }, key: string): unknown {
  const [average, zero] = key.split(' ');
  const zeroDivision: ZeroDivision = zero === 'nan' ? 'nan' : (Number(zero) as 0 | 1);
  if (average === 'perClass') {
    return resultOf(perClassF1(zeroDivision), [batch])
      .map(({ precision, recall, f1, support }) => [precision, recall, f1, support]);
  }
  const { precision, recall, f1 } = resultOf(precisionRecallF1({ average: average as Average, zeroDivision }), [batch]);
  return [precision, recall, f1];
}

// Made with scikit-learn and scipy by tools/parity/classification_metrics_fixture.py.
describe('beside scikit-learn and scipy', () => {
  const all = readFixture<Case>('classification');
  const ofKind = <K extends Case['kind']>(kind: K) => {
    const cases = all.filter((one): one is Case & { kind: K } => one.kind === kind);
    expect(cases.length).toBeGreaterThanOrEqual(50);
    return cases;
  };

  it('labels: accuracy, Matthews\' correlation, confusion matrix, and F1 by all averages', () => {
    for (const one of ofKind('labels')) {
      expectClose(resultOf(accuracy, [one]), one.accuracy, one);
      expectClose(resultOf(matthewsCorrelation, [one]), one.matthews, one);
      expect(resultOf(confusionMatrix, [one])).toEqual({ labels: one.present, counts: one.confusion });
      for (const [key, expected] of Object.entries(one.averages)) {
        expectClose(averagesOf(one, key), expected, [key, one]);
      }
    }
  });

  it('binary scores: ROC-AUC, with ties', () => {
    for (const one of ofKind('scores')) expectClose(resultOf(rocAuc, [one]), one.rocAuc, one);
  });

  it('class scores: top-k accuracy, with ties', () => {
    for (const one of ofKind('topk')) expectClose(resultOf(topKAccuracy(one.k), [one]), one.accuracy, one);
  });

  it('numbers: Pearson\'s and Spearman\'s correlation, with ties', () => {
    for (const one of ofKind('correlation')) {
      if (one.isConstant) {
        expect(() => resultOf(pearsonCorrelation, [one])).toThrow(InvalidInputError);
        expect(() => resultOf(spearmanCorrelation, [one])).toThrow(InvalidInputError);
      } else {
        expectClose(resultOf(pearsonCorrelation, [one]), one.pearson, one);
        expectClose(resultOf(spearmanCorrelation, [one]), one.spearman, one);
      }
    }
  });

  it('confidences: expected calibration error, on edges of bins too', () => {
    for (const one of ofKind('calibration')) {
      expectClose(resultOf(expectedCalibrationError(one.bins), [one]), one.error, one);
    }
  });
});
