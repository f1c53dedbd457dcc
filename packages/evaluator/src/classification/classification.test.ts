import { ConfigError, InvalidInputError, NonFiniteError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { followsTheLawsOfMetrics } from '../metric-tests/metric-laws.ts';
import { resultOf } from '../metric-tests/result-of.ts';
import { accuracy } from './accuracy.ts';
import { expectedCalibrationError } from './calibration-error.ts';
import { confusionMatrix } from './confusion-matrix.ts';
import { matthewsCorrelation } from './matthews-correlation.ts';
import { perClassF1, precisionRecallF1 } from './precision-recall-f1.ts';
import { rocAuc } from './roc-auc.ts';
import { topKAccuracy } from './top-k-accuracy.ts';

// The example of scikit-learn's documentation.
const batch = { labels: [0, 1, 2, 0, 1, 2], predictions: [0, 2, 1, 0, 0, 1] };
const batches = [batch, { labels: ['x', 0], predictions: [0, 'x'] }, { labels: [], predictions: [] }];

describe('accuracy', () => {
  followsTheLawsOfMetrics(accuracy, batches);

  it('takes a number for its decimal text', () => {
    expect(resultOf(accuracy, [{ labels: [1, '2', 3], predictions: ['1', 2, 4] }])).toBe(2 / 3);
  });

  it('refuses more predictions than labels, and labels that are none', () => {
    const lengths = 'accuracy: predictions must be as many as labels; got 2 and 1';
    expect(() => resultOf(accuracy, [{ labels: [1], predictions: [1, 2] }])).toThrow(new InvalidInputError(lengths));
    const labels = 'accuracy: labels must be strings or integers; got NaN';
    expect(() => resultOf(accuracy, [{ labels: [NaN], predictions: [1] }])).toThrow(new InvalidInputError(labels));
  });
});

describe('precisionRecallF1', () => {
  followsTheLawsOfMetrics(precisionRecallF1({ average: 'weighted' }), batches);

  it('has the published figures of scikit-learn\'s example', () => {
    expect(resultOf(precisionRecallF1({ average: 'micro' }), [batch]).f1).toBeCloseTo(1 / 3, 12);
    const { precision, recall, f1 } = resultOf(precisionRecallF1({ average: 'macro' }), [batch]);
    expect([precision, recall, f1].map((value) => value.toFixed(4))).toEqual(['0.2222', '0.3333', '0.2667']);
    const [first] = resultOf(perClassF1(), [batch]);
    expect(first).toEqual({ label: '0', precision: 2 / 3, recall: 1, f1: 0.8, support: 2 });
  });

  it('says what a division by zero is', () => {
    const nothing = { labels: [0, 0], predictions: [0, 0] };
    const f1 = ([0, 1, 'nan'] as const).map((zeroDivision) => (
      resultOf(precisionRecallF1({ average: 'binary', zeroDivision }), [nothing]).f1
    ));
    expect(f1).toEqual([0, 1, NaN]);
  });

  it('refuses binary scores of three classes, and of two that are others', () => {
    const binary = precisionRecallF1({ average: 'binary' });
    expect(() => resultOf(binary, [batch])).toThrow('is of at most two classes; take micro, macro or weighted; got 3');
    expect(() => resultOf(binary, [{ labels: ['a', 'b'], predictions: ['a', 'a'] }]))
      .toThrow(new InvalidInputError('precisionRecallF1: positiveLabel must be one of ["a","b"]; got 1'));
    expect(() => precisionRecallF1({ average: 'mirco' as 'micro' }))
      .toThrow(new ConfigError('precisionRecallF1: unknown average "mirco"; did you mean "micro"?'));
  });
});

describe('perClassF1', () => {
  followsTheLawsOfMetrics(perClassF1(), batches);
});

describe('confusionMatrix', () => {
  followsTheLawsOfMetrics(confusionMatrix, batches);

  it('has its classes in order of numbers, or of code points', () => {
    const { labels } = resultOf(confusionMatrix, [{ labels: [10, 9, -1], predictions: [2, 2, 2] }]);
    expect(labels).toEqual(['-1', '2', '9', '10']);
    const texts = ['😀', '\uffee', 'b', 'ba'];
    const matrix = resultOf(confusionMatrix, [{ labels: texts, predictions: texts }]);
    expect(matrix.labels).toEqual(['b', 'ba', '\uffee', '😀']);
  });
});

describe('matthewsCorrelation', () => {
  followsTheLawsOfMetrics(matthewsCorrelation, batches);

  it('is 1 for all right, −1 for all wrong of two classes, 0 for one answer to everything', () => {
    const of = (predictions: number[]) => resultOf(matthewsCorrelation, [{ labels: [0, 1, 0, 1], predictions }]);
    expect([of([0, 1, 0, 1]), of([1, 0, 1, 0]), of([1, 1, 1, 1])]).toEqual([1, -1, 0]);
  });
});

describe('rocAuc', () => {
  const inputs = [{ labels: [1, 0], scores: [0.5, 0.5] }, { labels: [1, 0, 0], scores: [0.9, 0.1, 0.95] }];
  followsTheLawsOfMetrics(rocAuc, inputs);

  it('is the share of pairs in order, ties by half', () => {
    // Of the six pairs of a positive and a negative item three are in order and one is a tie.
    expect(resultOf(rocAuc, inputs)).toBeCloseTo(3.5 / 6, 15);
  });

  it('refuses one class, other labels, and scores that are no numbers', () => {
    const message = 'rocAuc: items of both classes are needed; got 1 positive and 0 negative items';
    expect(() => resultOf(rocAuc, [{ labels: [1], scores: [1] }])).toThrow(new InvalidInputError(message));
    expect(() => resultOf(rocAuc, [{ labels: [2], scores: [1] }])).toThrow('rocAuc: labels must be 0 or 1; got 2');
    expect(() => resultOf(rocAuc, [{ labels: [1], scores: [NaN] }])).toThrow(NonFiniteError);
  });
});

describe('topKAccuracy', () => {
  followsTheLawsOfMetrics(topKAccuracy(2), [
    { labels: [0, 2], scores: [[0.1, 0.5, 0.4], [0.3, 0.3, 0.4]] }, { labels: [1], scores: [[1, 0.5, 2]] },
  ]);

  it('refuses classes without a score, scores that are no numbers, and no k', () => {
    expect(() => resultOf(topKAccuracy(1), [{ labels: [3], scores: [[1, 2, 3]] }]))
      .toThrow(new InvalidInputError('topKAccuracy: labels must be in [0, 3); got 3'));
    expect(() => resultOf(topKAccuracy(1), [{ labels: [0], scores: [[1, NaN]] }])).toThrow(NonFiniteError);
    expect(() => topKAccuracy(0)).toThrow(new ConfigError('topKAccuracy: k must be an integer of at least 1; got 0'));
  });
});

describe('expectedCalibrationError', () => {
  followsTheLawsOfMetrics(expectedCalibrationError(), [
    { confidences: [0.25, 1, 0], correct: [true, true, false] }, { confidences: [0.5], correct: [false] },
  ]);

  it('is how far confidence and accuracy are apart', () => {
    const sure = { confidences: [0.75, 0.75, 0.75, 0.75], correct: [true, true, true, false] };
    expect(resultOf(expectedCalibrationError(), [sure])).toBe(0);
    expect(resultOf(expectedCalibrationError(), [{ ...sure, correct: [false, false, false, false] }])).toBe(0.75);
  });

  it('refuses confidences outside of [0, 1]', () => {
    const message = 'expectedCalibrationError: confidences must be in [0, 1]; got 1.5';
    expect(() => resultOf(expectedCalibrationError(), [{ confidences: [1.5], correct: [true] }]))
      .toThrow(new InvalidInputError(message));
  });
});
