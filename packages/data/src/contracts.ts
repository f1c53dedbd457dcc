import type { Stage, Stream, TokenBatch, Tokenizer } from '@oneday/core';
import type { Observable, OperatorFunction } from 'rxjs';
import type { TokenArray } from './token-array.ts';

/**
 * The signatures of the pipeline's parts that work on text, and of its doors to rxjs. They are fixed before the parts
 * themselves, so that call sites can be held to them.
 */

/** What travels on the spine of a pipeline: some items at once, because each `next` costs a promise. */
export type Chunk<T> = readonly T[];

/** One text of a corpus. */
export interface TextDocument {
  readonly text: string;
}

/** Wires a source and stages. Disposing of the result disposes of them all; its state holds all of theirs. */
export interface Pipeline {
  <A>(source: Stream<A>): Stream<A>;
  <A, B>(source: Stream<A>, first: Stage<A, B>): Stream<B>;
  <A, B, C>(source: Stream<A>, first: Stage<A, B>, second: Stage<B, C>): Stream<C>;
  <A, B, C, D>(source: Stream<A>, first: Stage<A, B>, second: Stage<B, C>, third: Stage<C, D>): Stream<D>;
  <A, B, C, D, E>(
    source: Stream<A>,
    first: Stage<A, B>,
    second: Stage<B, C>,
    third: Stage<C, D>,
    fourth: Stage<D, E>,
  ): Stream<E>;
  <A, B, C, D, E, F>(
    source: Stream<A>,
    first: Stage<A, B>,
    second: Stage<B, C>,
    third: Stage<C, D>,
    fourth: Stage<D, E>,
    fifth: Stage<E, F>,
  ): Stream<F>;
}

/** rxjs operators, left to right, as one stage over the items in chunks. */
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

/**
 * One subscription for the whole stream, driven by demand with credits, so that `take`, `scan`, `distinct`,
 * `bufferCount`, `concatMap` and `mergeMap` mean what rxjs says. It resumes by replaying from the start up to the
 * recorded count.
 */
export type Rx = OperatorStage;

/** Operators without memory across items, subscribed anew for each chunk. It resumes exactly, without replay. */
export type RxEach = OperatorStage;

/** Options of `ToObservable`. */
export interface ToObservableOptions {
  /** Items that may be on their way at once: the source is pulled again only as they are taken. */
  readonly credits: number;
}

/** A stream as a cold Observable. Unsubscribing disposes of the stream. */
export type ToObservable = <T>(stream: Stream<T>, options: ToObservableOptions) => Observable<T>;

/** Options of `FromObservable`. */
export interface FromObservableOptions {
  /** Items kept while nobody asks; one more is an error, because an Observable cannot be slowed down. */
  readonly capacity: number;
}

/**
 * An Observable as a stream. It subscribes at the first `next`; its state is the number of items handed out, which can
 * only be restored where the Observable gives the same items again.
 */
export type FromObservable = <T>(observable: Observable<T>, options: FromObservableOptions) => Stream<T>;

/** Reads the documents of JSON-lines files, in the order of their names. */
export type Jsonl = (pattern: string) => Stream<Chunk<TextDocument>>;

/** Tokenizes documents on worker threads; the order stays. */
export type Tokenize = (
  tokenizer: Tokenizer,
  options: { readonly workers: number },
) => Stage<Chunk<TextDocument>, Chunk<TokenArray>>;

/** Packs documents into rows of T + 1 tokens, so that inputs and shifted labels can be cut from each. */
export type Pack = (options: { readonly time: number }) => Stage<Chunk<TokenArray>, Chunk<TokenArray>>;

/** Batches for next-token prediction from packed rows, in an order named by the seed. */
export type Causal = (options: {
  readonly batch: number;
  readonly seed: number;
}) => Stage<Chunk<TokenArray>, TokenBatch>;
