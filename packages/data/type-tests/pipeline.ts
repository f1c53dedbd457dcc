/** A pipeline of one's own, from files to batches, with stock rxjs operators on the way. */
import type { Stream, TokenBatch, Tokenizer } from '@oneday/core';
import { causal, fromObservable, masked, pack, pipeline, rx, rxEach, toObservable, tokenize } from '@oneday/data';
import { jsonl, textFiles } from '@oneday/data/node';
import { Subject, bufferCount, concatMap, distinct, filter, map, scan, take } from 'rxjs';

declare const tokenizer: Tokenizer;

/** The call site of the README. */
export const batches: Stream<TokenBatch> = pipeline(
  jsonl('news/*.jsonl'),
  rx(filter((d) => d.text.length > 200)),
  tokenize(tokenizer),
  pack({ time: 256 }),
  causal({ batch: 8, seed: 1 }),
);

/** The same documents for an encoder. */
export const maskedBatches: Stream<TokenBatch> = pipeline(
  textFiles(['news', 'books/**/*.txt']),
  tokenize(tokenizer, { end: tokenizer.specialTokens['[SEP]']! }),
  pack({ time: 128 }),
  masked({ batch: 8, seed: 1, tokenizer, share: 0.25, wholeWord: true }),
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
  tokenize(tokenizer),
);

/** The doors to the outside are bounded, and what comes out of one goes into the other. */
export function doors(): Stream<unknown> {
  const taken$ = new Subject<void>();
  const observable = toObservable(lines, { credits: 4, taken$ });
  return fromObservable(observable.pipe(map((chunk) => chunk.length)), { capacity: 4, taken$ });
}

/** What the compiler refuses. */
export function refused(): void {
  // @ts-expect-error -- documents have no title
  pipeline(jsonl('news/*.jsonl'), rx(filter((d) => d.title.length > 0)));
  // @ts-expect-error -- packing takes tokens, not texts
  pipeline(jsonl('news/*.jsonl'), pack({ time: 256 }));
  // @ts-expect-error -- batches are no documents
  pipeline(batches, tokenize(tokenizer));
  // @ts-expect-error -- what is masked is named by a seed
  masked({ batch: 8, tokenizer });
  // @ts-expect-error -- an Observable cannot be slowed down, so its buffer has a bound
  fromObservable(toObservable(lines, { credits: 4 }), {});
  // @ts-expect-error -- a stage is no rxjs operator
  pipeline(jsonl('news/*.jsonl'), filter((d) => d !== undefined));
}
