import { InvalidInputError } from '@oneday/core';
import { describe, expect, it } from 'vitest';
import { batchFeeds, batchShapes } from './batch.ts';

const ids = Int32Array.of(1, 2, 3, 4, 5, 6);

describe('a batch', () => {
  it('is fed with the shapes of its fields, and without the fields it lacks', () => {
    expect(batchFeeds({ shape: [2, 3], inputIds: ids, labels: ids, segments: ids })).toEqual({
      inputIds: { shape: [2, 3], data: ids },
      labels: { shape: [2, 3], data: ids },
      segments: { shape: [2, 3], data: ids },
    });
  });

  it('has labels, ids, segments and positions of the decoder where there is one', () => {
    const four = ids.subarray(0, 4);
    const shapes = batchShapes({
      shape: [2, 3], inputIds: ids, labels: four, decoderShape: [2, 2], decoderInputIds: four, decoderSegments: four,
    });
    const ofDecoder = { shape: [2, 2], dtype: 'i32' };
    expect(shapes).toEqual({
      inputIds: { shape: [2, 3], dtype: 'i32' },
      labels: ofDecoder,
      decoderInputIds: ofDecoder,
      decoderSegments: ofDecoder,
    });
  });

  it('keeps the number of scored positions', () => {
    const scored = Int32Array.of(0, 4, -1, -1);
    expect(batchShapes({ shape: [2, 3], inputIds: ids, labels: ids, scoredPositions: scored }).scoredPositions)
      .toEqual({ shape: [4], dtype: 'i32' });
  });

  it('is refused when an array has another length than its shape says', () => {
    const feed = () => batchFeeds({ shape: [2, 2], inputIds: ids, labels: ids });
    expect(feed).toThrow(InvalidInputError);
    expect(feed).toThrow('batch: inputIds is [2,2] but has 6 elements');
  });
});
