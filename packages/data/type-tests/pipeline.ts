/** A pipeline of one's own, from files to batches, with stock rxjs operators on the way. */
import type { Stream, TokenBatch, Tokenizer } from '@oneday/core';
import type { Causal, Jsonl, Pack, Pipeline, Rx, RxEach, Tokenize, ToObservable, FromObservable } from '@oneday/data';
import { bufferCount, concatMap, distinct, filter, map, scan, take } from 'rxjs';

declare const tokenizer: Tokenizer;
declare const pipeline: Pipeline;
declare const jsonl: Jsonl;
declare const rx: Rx;
declare const rxEach: RxEach;
declare const tokenize: Tokenize;
declare const pack: Pack;
declare const causal: Causal;
declare const toObservable: ToObservable;
declare const fromObservable: FromObservable;

/** The call site of the README. */
export const batches: Stream<TokenBatch> = pipeline(
  jsonl('news/*.jsonl'),
  rx(filter((d) => d.text.length > 200)),
  tokenize(tokenizer, { workers: 2 }),
  pack({ time: 256 }),
  causal({ batch: 8, seed: 1 }),
);
