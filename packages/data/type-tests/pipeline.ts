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

/** Operators with memory mean what rxjs says: one subscription for the whole stream. */
export const firstLongLines = pipeline(
  jsonl('news/*.jsonl'),
  rx(map((d) => d.text), distinct(), bufferCount(2), map((pair) => ({ text: pair.join('\n') }))),
  rx(scan((longest, d) => (d.text.length > longest.text.length ? d : longest)), take(1000)),
);

/** Operators without memory across items resume without replay. */
export const lines = pipeline(
  jsonl('news/*.jsonl'),
  rxEach(concatMap((d) => d.text.split('\n')), map((text) => ({ text }))),
  tokenize(tokenizer, { workers: 2 }),
);

/** The doors to the outside are bounded, and what comes out of one goes into the other. */
export function doors(): Stream<unknown> {
  const observable = toObservable(lines, { credits: 4 });
  return fromObservable(observable.pipe(map((chunk) => chunk.length)), { capacity: 16 });
}

/** What the compiler refuses. */
export function refused(): void {
  // @ts-expect-error -- documents have no title
  pipeline(jsonl('news/*.jsonl'), rx(filter((d) => d.title.length > 0)));
  // @ts-expect-error -- packing takes tokens, not texts
  pipeline(jsonl('news/*.jsonl'), pack({ time: 256 }));
  // @ts-expect-error -- batches are no documents
  pipeline(batches, tokenize(tokenizer, { workers: 2 }));
  // @ts-expect-error -- the order of batches is named by a seed
  causal({ batch: 8 });
  // @ts-expect-error -- an Observable cannot be slowed down, so its buffer has a bound
  fromObservable(toObservable(lines, { credits: 4 }), {});
  // @ts-expect-error -- a stage is no rxjs operator
  pipeline(jsonl('news/*.jsonl'), filter((d) => d !== undefined));
}
