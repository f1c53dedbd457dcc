import type { Json, Scorer } from '@oneday/core';

/** Answers by request, kept between runs. A `Map` is one. */
export interface AnswerCache {
  get(key: string): Json | undefined;
  set(key: string, answer: Json): unknown;
}

/** How a scorer is asked for many things. */
export interface AskOptions {
  /** Most requests that the scorer gets at once. */
  readonly batch: number;
  /** Told, and waited for, after each batch: how many requests are answered, of how many that had to be asked. */
  readonly onAnswered?: ((done: number, total: number) => void | Promise<void>) | undefined;
  /** Aborted: what is asked next fails with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The three calls of a scorer as one, which is what the two wrappers below change. */
type Calls = keyof Scorer;
type Ask = (call: Calls, requests: readonly Json[]) => Promise<readonly Json[]>;

function askerOf(scorer: Scorer): Ask {
  return async (call, requests) => (
    (await (scorer[call] as (requests: readonly Json[]) => Promise<readonly unknown[]>)(requests)) as readonly Json[]
  );
}

function scorerOf(ask: Ask): Scorer {
  const call = (name: Calls) => (requests: readonly unknown[]) => ask(name, requests as readonly Json[]);
  return {
    logLikelihood: call('logLikelihood'),
    logLikelihoodRolling: call('logLikelihoodRolling'),
    generateUntil: call('generateUntil'),
  } as unknown as Scorer;
}

/**
 * The scorer, asked for at most `batch` things at once, the longest first: what a model batches is then of similar
 * length, and what does not fit into memory fails at once.
 */
export function batchedByLength(scorer: Scorer, options: AskOptions): Scorer {
  const ask = askerOf(scorer);
  return scorerOf(async (call, requests) => {
    const answers = new Array<Json>(requests.length);
    let done = 0;
    for (const chosen of batchesByLength(requests, options)) {
      const some = await ask(call, chosen.map((i) => requests[i]!));
      chosen.forEach((i, j) => (answers[i] = some[j]!));
      await options.onAnswered?.(done += chosen.length, requests.length);
    }
    return answers;
  });
}

/**
 * The scorer, asked as by {@link batchedByLength} for what the cache does not hold alone, and for equal requests once.
 * Answers are in the cache after each batch, so that a run that ends loses at most one.
 */
export function cachedScorer(scorer: Scorer, cache: AnswerCache, options: AskOptions): Scorer {
  const ask = askerOf(scorer);
  return scorerOf(async (call, requests) => {
    const keys = requests.map((request) => JSON.stringify([call, request]));
    const missing = [...new Map(keys.map((key, i) => [key, requests[i]!]))].filter(([key]) => (
      cache.get(key) === undefined
    ));
    let done = 0;
    for (const chosen of batchesByLength(missing, options)) {
      const some = await ask(call, chosen.map((i) => missing[i]![1]));
      chosen.forEach((i, j) => cache.set(missing[i]![0], some[j]!));
      await options.onAnswered?.(done += chosen.length, missing.length);
    }
    return keys.map((key) => cache.get(key)!);
  });
}

/** The places of requests in batches, the longest requests first. */
function* batchesByLength(requests: readonly Json[], { batch, signal }: AskOptions): Generator<number[]> {
  const lengths = requests.map((request) => JSON.stringify(request).length);
  const order = [...requests.keys()].sort((a, b) => lengths[b]! - lengths[a]!);
  for (let start = 0; start < order.length; start += batch) {
    signal?.throwIfAborted();
    yield order.slice(start, start + batch);
  }
}
