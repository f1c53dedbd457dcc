/** What a T5 knows of positions: a learned number for each head and distance, added to the scores. */
import { add, embedding, subtract } from '@oneday/ops';
import type { Operand, Ops, Value } from '@oneday/ops';
import type { T5Config } from './config.ts';

/** How a table of biases is read. */
export type BucketRule = Pick<T5Config, 'buckets' | 'maxDistance'> & {
  /** Whether keys after the query have buckets of their own, as in the encoder; else they share that of distance 0. */
  readonly bothWays: boolean;
};

/**
 * The bucket of a distance, key − query: small ones have their own, larger ones share by the logarithm, and from
 * `maxDistance` on all share the last (Raffel et al. 2020, section 2.1).
 */
export function bucketOfDistance(distance: number, { buckets, maxDistance, bothWays }: BucketRule): number {
  const ofSide = bothWays ? buckets / 2 : buckets;
  const side = bothWays && distance > 0 ? ofSide : 0;
  const away = bothWays ? Math.abs(distance) : Math.max(-distance, 0);
  const exact = ofSide / 2;
  if (away < exact) return side + away;
  const share = Math.log(away / exact) / Math.log(maxDistance / exact);
  return side + Math.min(exact + Math.floor(share * (ofSide - exact)), ofSide - 1);
}

/** Queries and keys that a bias is for. */
export interface BiasedPositions {
  readonly queryTime: number;
  readonly keyTime: number;
  /** i32 scalar, the position of the first query among the keys. Default 0. */
  readonly firstQuery?: Value;
}

/**
 * The bias of each head, f32[H, queryTime, keyTime]; its gradient goes back into `table`[buckets, H]. Only distances
 * inside a row count, so packed segments need no positions of their own.
 */
export function positionBias(
  o: Ops, table: Operand, rule: BucketRule, { queryTime, keyTime, firstQuery }: BiasedPositions,
): Value {
  const furthest = keyTime - 1;
  const ofDistance = Int32Array.from({ length: 2 * keyTime - 1 }, (_, i) => bucketOfDistance(i - furthest, rule));
  const shape = [queryTime, keyTime];
  const fromRowStart = subtract(o, o.iota(shape, 1, 'i32'), o.iota(shape, 0, 'i32'));
  const distances = firstQuery === undefined ? fromRowStart : subtract(o, fromRowStart, firstQuery);
  const lookup = o.constant(ofDistance, { shape: [ofDistance.length], dtype: 'i32' });
  const bucketsQK = o.gatherRows(lookup, add(o, distances, furthest));
  return o.transpose(embedding(o, table, bucketsQK), [2, 0, 1]);
}
