/** A batch of tokens as programs take it. */
import { InvalidInputError } from '@oneday/core';
import type { TokenBatch } from '@oneday/core';
import { sizeOf } from '@oneday/ops';
import type { Feeds, HostArray, Shape, Shapes, Spec, Value } from '@oneday/ops';

/**
 * Core's `TokenBatch` on the device: the same fields, `i32`, with the same meaning. Which optional ones are there is
 * known while a program is recorded. B batch, T time, S time of the decoder, M scored positions.
 */
export interface DeviceBatch {
  /** [B,T] */
  readonly inputIds: Value;
  /** [B,T], or [B,S] when there is a decoder; −100 is not scored. */
  readonly labels: Value;
  /** [B,T]; 0 is padding, equal ids see each other. */
  readonly segments?: Value;
  /** [B,T] */
  readonly positions?: Value;
  /** [B,T] */
  readonly typeIds?: Value;
  /** [M], indices into the flat B·T; −1 is unused. */
  readonly scoredPositions?: Value;
  /** [B,S] */
  readonly decoderInputIds?: Value;
  /** [B,S] */
  readonly decoderSegments?: Value;
  /** [B,S] */
  readonly decoderPositions?: Value;
}

/** A batch that nothing is scored in: what is read to encode, to predict, to fill in. */
export type UnlabelledBatch = Omit<DeviceBatch, 'labels'>;

/** What is fed for a {@link DeviceBatch}. @throws InvalidInputError when an array has another length than its shape */
export function batchFeeds(batch: TokenBatch): Feeds<DeviceBatch> {
  return mapBatch(batch, (data, shape): HostArray => ({ shape, data }));
}

/** The shapes of a {@link DeviceBatch}: what programs are prepared for. */
export function batchShapes(batch: TokenBatch): Shapes<DeviceBatch> {
  return mapBatch(batch, (_, shape): Spec => ({ shape, dtype: 'i32' }));
}

type Fields<Leaf> = { readonly [K in keyof DeviceBatch]: Leaf };

function mapBatch<Leaf>(batch: TokenBatch, leaf: (data: Int32Array, shape: Shape) => Leaf): Fields<Leaf> {
  const { shape, decoderShape } = batch;
  const field = (name: keyof DeviceBatch, ofField: Shape): Leaf => {
    const data = batch[name]!;
    if (data.length !== sizeOf(ofField)) {
      throw new InvalidInputError(`batch: ${name} is [${ofField.join(',')}] but has ${data.length} elements`);
    }
    return leaf(data, ofField);
  };
  const optional = (name: keyof DeviceBatch, ofField: Shape) =>
    (batch[name] === undefined ? {} : { [name]: field(name, ofField) });
  const ofDecoder = decoderShape ?? shape;
  return {
    inputIds: field('inputIds', shape),
    labels: field('labels', ofDecoder),
    ...optional('segments', shape),
    ...optional('positions', shape),
    ...optional('typeIds', shape),
    ...optional('scoredPositions', [batch.scoredPositions?.length ?? 0]),
    ...optional('decoderInputIds', ofDecoder),
    ...optional('decoderSegments', ofDecoder),
    ...optional('decoderPositions', ofDecoder),
  };
}
