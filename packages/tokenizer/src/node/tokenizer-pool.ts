import type { Worker } from 'node:worker_threads';
import { InvalidInputError, showValue } from '@oneday/core';
import type { EncodeOptions, Tokenizer } from '@oneday/core';
import type { EncodeAnswer, EncodeRequest } from './encode-worker.ts';
import { startWorker } from './start-worker.ts';

/** Options of `openTokenizerPool`. */
export interface TokenizerPoolOptions {
  /** How many threads encode, besides the one that calls. */
  readonly workers: number;
}

/** Threads that encode texts with one tokenizer. They keep no process alive, but who opens them closes them. */
export interface TokenizerPool extends AsyncDisposable {
  /** How many threads there are. */
  readonly workers: number;
  /**
   * The ids of texts, in their order, as the tokenizer's `encode` gives them. All texts go to one thread, the one with
   * the least to do: give some hundred kilobytes, and wait for an answer before there are too many calls. The arrays
   * share one buffer.
   *
   * @throws InvalidInputError when the vocabulary cannot express a text; it says which
   */
  encode(texts: readonly string[], options?: Pick<EncodeOptions, 'addSpecialTokens'>): Promise<readonly Int32Array[]>;
}

/** Requests that lie with a thread, so that it never waits for the next; others wait here. */
const REQUESTS_AT_WORKER = 2;

interface Pending {
  readonly request: EncodeRequest;
  resolve(ids: readonly Int32Array[]): void;
  reject(cause: Error): void;
}

/**
 * Starts threads that encode with a tokenizer, which travels as its JSON.
 *
 * @throws InvalidInputError when `workers` is no positive integer
 */
export function openTokenizerPool(tokenizer: Tokenizer, { workers: count }: TokenizerPoolOptions): TokenizerPool {
  if (!Number.isInteger(count) || count < 1) {
    throw new InvalidInputError(`openTokenizerPool: workers must be a positive integer; got ${showValue(count)}`);
  }
  const json = tokenizer.toJSON();
  return new WorkerPool(Array.from({ length: count }, () => startWorker('encode-worker', json)));
}

class WorkerPool implements TokenizerPool {
  readonly #workers: readonly { readonly worker: Worker; readonly pending: Map<number, Pending> }[];
  readonly #waiting: Pending[] = [];
  #requests = 0;
  #failure: Error | undefined;

  constructor(workers: readonly Worker[]) {
    this.#workers = workers.map((worker) => {
      const pending = new Map<number, Pending>();
      worker.on('message', (answer: EncodeAnswer) => this.#take(worker, pending, answer));
      worker.on('error', (cause: Error) => this.#fail(cause));
      worker.on('messageerror', (cause: Error) => this.#fail(cause));
      return { worker, pending };
    });
  }

  get workers(): number {
    return this.#workers.length;
  }

  encode(
    texts: readonly string[], { addSpecialTokens = true }: Pick<EncodeOptions, 'addSpecialTokens'> = {},
  ): Promise<readonly Int32Array[]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const request = { number: this.#requests++, texts, addSpecialTokens };
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      this.#send();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#fail(new Error('the tokenizer pool is closed'));
    await Promise.all(this.#workers.map(({ worker }) => worker.terminate()));
  }

  #send(): void {
    while (this.#waiting.length > 0) {
      const idlest = this.#workers.reduce((least, other) => (other.pending.size < least.pending.size ? other : least));
      if (idlest.pending.size === REQUESTS_AT_WORKER) return;
      const next = this.#waiting.shift()!;
      // As long as an answer is due, the process lives.
      if (idlest.pending.size === 0) idlest.worker.ref();
      idlest.pending.set(next.request.number, next);
      idlest.worker.postMessage(next.request);
    }
  }

  #take(worker: Worker, pending: Map<number, Pending>, answer: EncodeAnswer): void {
    const asked = pending.get(answer.number);
    pending.delete(answer.number);
    if (pending.size === 0) worker.unref();
    if ('ids' in answer) {
      const { ids, ends } = answer;
      asked?.resolve(Array.from(ends, (end, i) => ids.subarray(i === 0 ? 0 : ends[i - 1], end)));
    } else asked?.reject(answer.isInput ? new InvalidInputError(answer.failure) : new Error(answer.failure));
    this.#send();
  }

  #fail(cause: Error): void {
    this.#failure ??= cause;
    for (const { reject } of this.#waiting.splice(0)) reject(cause);
    for (const { worker, pending } of this.#workers) {
      for (const { reject } of pending.values()) reject(cause);
      pending.clear();
      worker.unref();
    }
  }
}
