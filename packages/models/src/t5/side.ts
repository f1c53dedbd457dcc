/** What the two sides of a T5 have in common: how they begin and end, and their bias. */
import type { Bound, Keys } from '@oneday/nn';
import { embedding } from '@oneday/ops';
import type { Ops, Value } from '@oneday/ops';
import { droppedAt, t5Norm } from './block.ts';
import type { T5Part } from './block.ts';
import type { T5Config } from './config.ts';
import { positionBias } from './position-bias.ts';
import type { BiasedPositions } from './position-bias.ts';

/** Scores are not divided by √K: the initial weights of queries are smaller instead. */
export const T5_SCALE = 1;

/** A model's parameters, and keys where there is dropout. */
export interface T5Weights {
  readonly config: T5Config;
  readonly p: Bound;
  readonly keys?: Keys | undefined;
}

/** The encoder or the decoder of a model. */
export function sideOf({ config, p, keys }: T5Weights, site: 'encoder' | 'decoder'): T5Part {
  return { config, p: p.scope(site), site, keys };
}

/** Rows of the token table for ids i32[B,T], [B,T,D], as the first block of `side` gets them. */
export function embedded(o: Ops, { p }: T5Weights, ids: Value, side: T5Part): Value {
  return droppedAt(o, embedding(o, p.get('tokens.weight'), ids), side, 'embedding');
}

/** The last norm of `side`; x[B,T,D] → [B,T,D]. */
export function ended(o: Ops, x: Value, side: T5Part): Value {
  return droppedAt(o, t5Norm(o, x, side), side, 'end');
}

/** The bias that all blocks of `side` share. */
export function biasOf(o: Ops, { config, p, site }: T5Part, positions: BiasedPositions): Value {
  return positionBias(o, p.get('positionBias.weight'), { ...config, bothWays: site === 'encoder' }, positions);
}
