import { InvalidInputError } from '@oneday/core';

/** The bytes of every token, for decoding. */
export class TokenBytes {
  readonly #bytes: Uint8Array;
  /** Token i: bytes[bounds[i], bounds[i + 1]). */
  readonly #bounds: Uint32Array;

  /** @param tokens the bytes of each token by id */
  constructor(tokens: readonly Uint8Array[]) {
    this.#bounds = new Uint32Array(tokens.length + 1);
    for (const [id, bytes] of tokens.entries()) this.#bounds[id + 1] = this.#bounds[id]! + bytes.length;
    this.#bytes = new Uint8Array(this.#bounds[tokens.length]!);
    for (const [id, bytes] of tokens.entries()) this.#bytes.set(bytes, this.#bounds[id]);
  }

  /** How many bytes a token has. */
  length(id: number): number {
    return this.#bounds[id + 1]! - this.#bounds[id]!;
  }

  /**
   * The bytes of tokens one after the other.
   *
   * @param skipped ids to leave out
   * @throws InvalidInputError when an id is none
   */
  join(ids: ArrayLike<number>, skipped: ReadonlySet<number>): Uint8Array {
    const bounds = this.#bounds;
    const size = bounds.length - 1;
    let total = 0;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i]!;
      if (!Number.isInteger(id) || id < 0 || id >= size) {
        throw new InvalidInputError(`decode: ids must be integers in [0, ${size}); got ${id} at ${i}`);
      }
      total += this.length(id);
    }
    const joined = new Uint8Array(total);
    let at = 0;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i]!;
      if (skipped.has(id)) continue;
      for (let j = bounds[id]!; j < bounds[id + 1]!; j++) joined[at++] = this.#bytes[j]!;
    }
    return joined.subarray(0, at);
  }
}
