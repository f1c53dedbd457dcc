import { InvalidInputError, isJsonObject, showValue } from '@oneday/core';
import type { Json, JsonObject, Stage } from '@oneday/core';
import type { Chunk } from './chunk.ts';
import { isCount } from './count.ts';
import { ItemReader } from './item-reader.ts';
import { checkPositiveIntegers } from './positive-integer.ts';
import type { TokenArray } from './token-array.ts';

/** Rows in a chunk of `pack`. */
const ROWS_PER_CHUNK = 32;

/** Options of `pack`. */
export interface PackOptions {
  /** T, the inputs of a row. */
  readonly time: number;
}

/**
 * Puts documents one after the other and cuts the whole into rows of T + 1 tokens: T inputs and the token that follows,
 * so that shifted labels can be cut from each. The last token of a row is the first of the next, so every token but the
 * very first is a label once. The tokens at the end that fill no row are left out.
 *
 * The state is the place in the documents and that one shared token.
 *
 * @throws InvalidInputError from `next`, when all documents together do not fill one row
 */
export function pack({ time }: PackOptions): Stage<Chunk<TokenArray>, Chunk<Int32Array>> {
  checkPositiveIntegers('pack', { time });
  return (source) => {
    const reader = new ItemReader(source);
    let document: TokenArray = new Int32Array(0);
    let used = 0;
    let beforeDocument = reader.state();
    let shared: number | null = null;
    let ended = false;
    let place: JsonObject = { documents: beforeDocument, used, shared };

    /** The next row, or undefined when the tokens that are left do not fill one. */
    async function nextRow(): Promise<Int32Array | undefined> {
      const row = new Int32Array(time + 1);
      let at = 0;
      if (shared !== null) row[at++] = shared;
      while (at < row.length) {
        if (used === document.length) {
          const before = reader.state();
          const following = await reader.next();
          if (following === undefined) {
            if (shared === null) throw new InvalidInputError(`pack: a row needs ${time + 1} tokens; there are ${at}`);
            return undefined;
          }
          [document, used, beforeDocument] = [following, 0, before];
        }
        const length = Math.min(row.length - at, document.length - used);
        row.set(document.subarray(used, used + length), at);
        at += length;
        used += length;
      }
      shared = row[time]!;
      place = { documents: beforeDocument, used, shared };
      return row;
    }

    return {
      async next() {
        const rows: Int32Array[] = [];
        while (!ended && rows.length < ROWS_PER_CHUNK) {
          const row = await nextRow();
          if (row === undefined) ended = true;
          else rows.push(row);
        }
        return rows.length > 0 ? rows : undefined;
      },
      state: () => place,
      async restore(state) {
        const wanted = placeOf(state);
        await reader.restore(wanted.documents);
        document = wanted.used > 0 ? (await reader.next()) ?? new Int32Array(0) : new Int32Array(0);
        if (document.length < wanted.used) {
          const found = `now has ${document.length}`;
          throw new InvalidInputError(`restore: ${wanted.used} tokens of a document were used; it ${found}`);
        }
        ({ used, shared, documents: beforeDocument } = wanted);
        place = { ...wanted };
        ended = false;
      },
      [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose](),
    };
  };
}

function placeOf(state: Json): { documents: Json; used: number; shared: number | null } {
  const { documents, used, shared } = isJsonObject(state) ? state : {};
  if (documents === undefined || !isCount(used) || !(shared === null || isCount(shared))) {
    throw new InvalidInputError(`restore: documents, used and shared of pack expected; got ${showValue(state)}`);
  }
  return { documents, used, shared };
}
