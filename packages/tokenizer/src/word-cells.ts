import { InvalidInputError } from '@oneday/core';
import type { TokenWords } from './merge-learner.ts';

/** What stands before and behind each word in the place of a token. */
export const BOUNDARY = -(2 ** 31);

/**
 * Words side by side, whose neighbouring tokens merge in place. A token's position is that of its first symbol; at its
 * second and its last one stands −1 − its length, so that both neighbours are found in one step.
 */
export class WordCells {
  /** Small, as it is looked at here and there, and memory is slow. */
  readonly #cells: Int32Array;
  readonly #fetched = new Int32Array(1);

  /** @throws InvalidInputError when the words have more symbols than there are 32-bit positions */
  constructor({ symbols, starts, counts }: TokenWords) {
    const size = symbols.length + counts.length + 1;
    if (size > 2 ** 31) {
      const rule = 'the distinct pieces must have less than 2^31 symbols; train on a part of the texts';
      throw new InvalidInputError(`training: ${rule}; got ${size}`);
    }
    const cells = new Int32Array(size);
    cells[0] = BOUNDARY;
    for (let word = 0, at = 1; word < counts.length; word++) {
      const end = starts[word + 1]!;
      for (let i = starts[word]!; i < end; i++) cells[at++] = symbols[i]!;
      cells[at++] = BOUNDARY;
    }
    this.#cells = cells;
  }

  /** Has the processor fetch a cell that is looked at soon: it fetches many at a time where nothing waits for one. */
  fetch(position: number): void {
    this.#fetched[0] = this.#cells[position]!;
  }

  /** The token that begins at a position, or what is negative where none does. */
  token(position: number): number {
    return this.#cells[position]!;
  }

  /** The position behind a token: that of the next one or of the boundary. */
  next(position: number): number {
    const second = this.#cells[position + 1]!;
    return second < 0 && second !== BOUNDARY ? position - 1 - second : position + 1;
  }

  /** The position before a token: that of the one before or of the boundary. */
  previous(position: number): number {
    const last = this.#cells[position - 1]!;
    return last < 0 && last !== BOUNDARY ? position + 1 + last : position - 1;
  }

  /** Makes one token of two neighbours. @param end the position behind the right one */
  merge(left: number, right: number, end: number, merged: number): void {
    const cells = this.#cells;
    const length = left - end - 1;
    cells[left] = merged;
    cells[right] = length;
    cells[left + 1] = length;
    cells[end - 1] = length;
  }
}
