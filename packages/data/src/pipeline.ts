import type { Stage, Stream } from '@oneday/core';

/**
 * Wires a source and stages, left to right. Disposing of the result disposes of them all; its state holds all of
 * theirs.
 *
 * @example
 * const batches = pipeline(
 *   textFiles('news/*.txt'), tokenize(tokenizer), pack({ time: 256 }), causal({ batch: 8, seed: 1 }),
 * );
 */
export function pipeline<A>(source: Stream<A>): Stream<A>;
/** With one stage. */
export function pipeline<A, B>(source: Stream<A>, first: Stage<A, B>): Stream<B>;
/** With two stages. */
export function pipeline<A, B, C>(source: Stream<A>, first: Stage<A, B>, second: Stage<B, C>): Stream<C>;
/** With three stages. */
export function pipeline<A, B, C, D>(
  source: Stream<A>,
  first: Stage<A, B>,
  second: Stage<B, C>,
  third: Stage<C, D>,
): Stream<D>;
/** With four stages. */
export function pipeline<A, B, C, D, E>(
  source: Stream<A>,
  first: Stage<A, B>,
  second: Stage<B, C>,
  third: Stage<C, D>,
  fourth: Stage<D, E>,
): Stream<E>;
/** With five stages; a longer pipeline is a pipeline of a pipeline. */
export function pipeline<A, B, C, D, E, F>(
  source: Stream<A>,
  first: Stage<A, B>,
  second: Stage<B, C>,
  third: Stage<C, D>,
  fourth: Stage<D, E>,
  fifth: Stage<E, F>,
): Stream<F>;
export function pipeline(source: Stream<unknown>, ...stages: Stage<unknown, unknown>[]): Stream<unknown> {
  return stages.reduce((stream, stage) => stage(stream), source);
}
