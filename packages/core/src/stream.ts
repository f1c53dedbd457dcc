import type { Json } from './json.ts';

/**
 * A resumable pull stream, the spine of a data pipeline. Items are chunks (documents × 128, token arrays, batches),
 * never single tokens, because each costs a promise.
 *
 * One consumer; `next` is called again only after its promise has settled. Nothing is read ahead of demand beyond what
 * a stage documents.
 */
export interface Stream<T> extends AsyncDisposable {
  /** The next item, or undefined at the end and ever after. */
  next(): Promise<T | undefined>;
  /**
   * The position after the last item handed out, as plain data that survives JSON: a stream built from the same
   * arguments and restored to it continues with exactly the items that would have come next.
   */
  state(): Json;
  /**
   * Continues from a position that `state()` gave, whatever was read before.
   * @throws InvalidInputError when the state cannot be one of this stream
   */
  restore(state: Json): Promise<void>;
  /** Closes files and workers, its own and its sources'. Calling it twice does nothing. */
  [Symbol.asyncDispose](): PromiseLike<void>;
}

/**
 * A step of a pipeline. The result owns its source: disposing of it disposes of the source, and its state holds the
 * source's.
 */
export type Stage<A, B> = (source: Stream<A>) => Stream<B>;
