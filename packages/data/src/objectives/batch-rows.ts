import { InvalidInputError, isJsonObject, showValue } from '@oneday/core';
import type { JsonObject, Stage, TokenBatch } from '@oneday/core';
import type { Chunk } from '../chunk.ts';
import { isCount } from '../count.ts';
import { ItemReader } from '../item-reader.ts';
import { checkPositiveIntegers } from '../positive-integer.ts';
import type { TokenArray } from '../token-array.ts';

/**
 * What an objective makes of some rows of T + 1 tokens.
 *
 * @param rows at most B rows; a batch has the shape [B, T] also where there are fewer, which is padding
 * @param first number of the first row in the stream, counted from 0
 */
export type CutBatch = (rows: readonly TokenArray[], first: number, shape: readonly [number, number]) => TokenBatch;

/**
 * A stage that makes batches of B rows. The state is the source's place and the number of rows handed out.
 *
 * @param caller the objective; it opens error lines
 * @throws InvalidInputError from `next`, when rows differ in length or are shorter than two tokens
 */
export function batchRows(caller: string, batch: number, cut: CutBatch): Stage<Chunk<TokenArray>, TokenBatch> {
  checkPositiveIntegers(caller, { batch });
  return (source) => {
    const reader = new ItemReader(source);
    let count = 0;
    let place: JsonObject = { rows: reader.state(), count };
    let length: number | undefined;

    function check(row: TokenArray): TokenArray {
      length ??= row.length;
      if (row.length !== length || length < 2) {
        const rule = 'rows of one length of at least two tokens expected; put pack({ time }) before it';
        throw new InvalidInputError(`${caller}: ${rule}; got rows of ${length} and of ${row.length} tokens`);
      }
      return row;
    }

    return {
      async next() {
        const rows: TokenArray[] = [];
        while (rows.length < batch) {
          const row = await reader.next();
          if (row === undefined) break;
          rows.push(check(row));
        }
        if (rows.length === 0) return undefined;
        const result = cut(rows, count, [batch, length! - 1]);
        count += rows.length;
        place = { rows: reader.state(), count };
        return result;
      },
      state: () => place,
      async restore(state) {
        const { rows, count: handedOut } = isJsonObject(state) ? state : {};
        if (rows === undefined || !isCount(handedOut)) {
          throw new InvalidInputError(`restore: rows and count of ${caller} expected; got ${showValue(state)}`);
        }
        await reader.restore(rows);
        count = handedOut;
        place = { rows, count };
      },
      [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose](),
    };
  };
}
