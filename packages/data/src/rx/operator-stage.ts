import type { Stage } from '@oneday/core';
import type { OperatorFunction } from 'rxjs';
import type { Chunk } from '../chunk.ts';

/** rxjs operators, left to right, as one stage over the items in chunks; more than four are two stages. */
export interface OperatorStage {
  <A, B>(first: OperatorFunction<A, B>): Stage<Chunk<A>, Chunk<B>>;
  <A, B, C>(first: OperatorFunction<A, B>, second: OperatorFunction<B, C>): Stage<Chunk<A>, Chunk<C>>;
  <A, B, C, D>(
    first: OperatorFunction<A, B>,
    second: OperatorFunction<B, C>,
    third: OperatorFunction<C, D>,
  ): Stage<Chunk<A>, Chunk<D>>;
  <A, B, C, D, E>(
    first: OperatorFunction<A, B>,
    second: OperatorFunction<B, C>,
    third: OperatorFunction<C, D>,
    fourth: OperatorFunction<D, E>,
  ): Stage<Chunk<A>, Chunk<E>>;
}

/** Any rxjs operator, for the code behind the typed signatures. */
export type AnyOperator = OperatorFunction<unknown, unknown>;
