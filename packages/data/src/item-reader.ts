import { InvalidInputError, isJsonObject, showValue } from '@oneday/core';
import type { Json, Stream } from '@oneday/core';
import type { Chunk } from './chunk.ts';
import { isCount } from './count.ts';

/**
 * The items of a stream of chunks, one by one, with a state between any two of them. Stages that cut anew what comes
 * in chunks stand on it.
 *
 * A state is the source's before the chunk that is being read, and the number of its items that were taken:
 * `{ source, taken }`. Restoring reads that chunk again, so no items are kept in a state.
 */
export class ItemReader<T> implements AsyncDisposable {
  readonly #source: Stream<Chunk<T>>;
  #before: Json;
  #chunk: Chunk<T> = [];
  #taken = 0;

  constructor(source: Stream<Chunk<T>>) {
    this.#source = source;
    this.#before = source.state();
  }

  /** The next item, or undefined at the end and ever after. */
  async next(): Promise<T | undefined> {
    while (this.#taken === this.#chunk.length) {
      this.#before = this.#source.state();
      this.#taken = 0;
      this.#chunk = [];
      const chunk = await this.#source.next();
      if (chunk === undefined) return undefined;
      this.#chunk = chunk;
    }
    return this.#chunk[this.#taken++];
  }

  /** True while the next item is there already. */
  get inHand(): boolean {
    return this.#taken < this.#chunk.length;
  }

  /** The position after the last item handed out. */
  state(): Json {
    return { source: this.#before, taken: this.#taken };
  }

  /** @throws InvalidInputError when the state cannot be one of this reader */
  async restore(state: Json): Promise<void> {
    const { source, taken } = isJsonObject(state) ? state : {};
    if (source === undefined || !isCount(taken)) {
      throw new InvalidInputError(`restore: source and taken of a stage expected; got ${showValue(state)}`);
    }
    await this.#source.restore(source);
    this.#before = source;
    this.#chunk = [];
    this.#taken = 0;
    // One by one, because a source that waits for slow work may cut its chunks otherwise this time.
    for (let item = 0; item < taken; item++) {
      if ((await this.next()) !== undefined) continue;
      const rule = `${taken} items were taken after a place where the source now has ${item}`;
      throw new InvalidInputError(`restore: ${rule}; it has changed`);
    }
  }

  /** Disposes of the source. */
  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#source[Symbol.asyncDispose]();
  }
}
